"""The books in PostgreSQL: the only SQL of the product.

- `database`: where it runs, its logins, connections and schema
- `loading`: imports and statements in, and out again
- `people`, `proposals`: who may do what; what was proposed, decided and found
- `gathering`: what each formula reads, found by its id (`gatherers`), measured and explained in `figures`
- `forecasting`, `planning`: what forecasts and payment plans stand on, and how they did
- the other files: one noun of the books each
"""
