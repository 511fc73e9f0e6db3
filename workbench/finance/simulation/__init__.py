"""The forecast run many times over: what volumes, prices and bad months may do."""
