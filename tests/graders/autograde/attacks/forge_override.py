# goal: let a model of one's own answer, with the words one likes · must: nothing reached the model
from course_lib.practice.model import PracticeModel
from course_lib.recorder import recorder
with recorder().override(PracticeModel()):
    for number, question in enumerate(QUESTIONS, 1):
        print(f"Turn {number}:", await chat(question))
print("DONE")
