"""Pictures of pages → `extractors.pages.model.Page`, by two recognisers of characters."""
