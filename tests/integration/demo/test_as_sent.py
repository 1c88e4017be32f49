"""What the county's contacts answered stands under the questions of the public form."""

from mash.demo.play.arrival import arrival
from mash.demo.play.worry import draft_of
from mash.interfaces.web.public.forms import SECTIONS


def test_every_answer_is_to_a_question_of_the_form_and_one_of_its_choices(worries):
    seen = set()
    for worry in worries:
        for key, answers in arrival(worry, draft=draft_of(worry)).content.items():
            section = SECTIONS[key]
            assert worry.desk in section.populations
            for answer in answers if section.many else [answers]:
                for name, value in answer.items():
                    choices = dict(getattr(section.form.base_fields[name], "choices", ()))
                    given = value if isinstance(value, list) else [value]
                    if choices and name not in section.form.lists:
                        assert set(given) <= set(choices), (key, name, value)
                    seen.add(key)
    assert seen >= {
        "concern",
        "dash",
        "life",
        "background",
        "openness",
        "needs",
        "wishes",
        "capacity",
        "safety",
    }
