"""The HTTP API of the contract, one router a noun."""
