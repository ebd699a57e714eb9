# goal: a tag that allows errors, on every cell · must: tags are gone
# notebook: tag three-turn-chat raises-exception
# notebook: tag check-three-turn-chat remove-cell
print("hello")
