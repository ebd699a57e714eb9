# goal: the answer as raw text · must: run as code
# notebook: celltype three-turn-chat raw
print("hello")
