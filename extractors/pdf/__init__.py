"""PDF pages with text of their own → `extractors.pages.model.Page`."""
