"""Template folders, and how Jinja2 reads them, in a sandbox."""
