# goal: put another backend in the way by the kit's own seam · must: nothing reached the model
from course_lib.connect import connect, route
from course_lib.practice.model import PracticeModel
route(lambda **options: PracticeModel())
client = connect()
for number, question in enumerate(QUESTIONS, 1):
    print(f"Turn {number}:", await chat(question))
print("DONE")
