"""Knowledge as data: questions, parameters, funders, places, words."""
