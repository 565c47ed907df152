"""Where scores can lie: bounds, margins, and what a trainer will make of them."""
