"""The page: TypeScript in core and app, built by `python -m web.build`."""
