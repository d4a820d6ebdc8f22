"""Arguments in, text out: the only room that knows Typer and Rich, prints, or exits."""
