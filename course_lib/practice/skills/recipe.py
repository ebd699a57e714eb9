"""Recipes, substitutes and cooking tips that respect what the learner does not eat."""

import re

from course_lib.practice import patterns
from course_lib.practice.antecedents import Named, note_about, nth
from course_lib.practice.conversation import Conversation
from course_lib.practice.skills.diets import not_eaten, suits
from course_lib.practice.skills.substitutes import SWAP, entry_of, swap
from course_lib.practice.words import a_or_an, capitalised, holds, joined, phrase, says

_MEAL = (
    r"(?:recipes?|dish|dishes|dinner|lunch|breakfast|brunch|supper|dessert|snack|meal|meals|soup|"
    r"salad|curry|pasta|starter|side dish|something (?:\w+ )?to (?:eat|cook|bake)|cook|bake|stew|"
    r"risotto|omelette)"
)


_WANTS = re.compile(
    r"\b(?:suggest|recommend|give|need|want|any|another|what(?:'s| is| are)?|quick|easy|good|"
    r"propose|ideas?|have|looking for|help me|how about|different|other|else|tell me|share|"
    rf"show|find|got|would like|i'd like|plan|make me|more)\b[^.?!]{{0,60}}\b{_MEAL}\b"
    r"|\bwhat (?:should|can|could|shall|do|would) i (?:cook|eat|make|bake|have|prepare)\b|"
    rf"\b{_MEAL} (?:ideas?|suggestions?|recipes?)\b|\bi(?:'m| am) (?:\w+ )?hungry\b|"
    r"\bwhat's for (?:dinner|lunch|breakfast)\b|\b(?:i have|i've got|"
    r"i only have)\b[^.?!]*\b(?:cook|make|eat)\b|\b(?:what|how) (?:can|could|do|"
    r"should) i (?:cook|make) (?:with|for|from|tonight)\b|\bmake me (?:a |some )?(?:dinner|"
    r"lunch|food)\b|^(?:a |an )?(?:quick |easy |simple )*(?:dinner|lunch|breakfast|dessert|"
    r"recipe)(?: recipe| idea)?(?: please)?[.?!]?$|^(?:something|anything) (?:vegan|"
    r"vegetarian|quick|spicy|light|sweet|italian|mexican|indian)",
    re.I,
)


_ABOUT = re.compile(
    r"\b(?:it|that|this|they|(?:that|this|the) (?:recipe|dish|meal|one|curry|soup|salad|stew|"
    r"pasta|bake)|the (?:first|second|third|last|other)(?: one| recipe| dish)?)\b",
    re.I,
)


_COOKING = re.compile(
    r"\b(?:main protein|protein|ingredients?|recipe|dish|oven|freeze|freezer|fridge|leftovers?|"
    r"reheat|serve|servings?|portions?|spicy|cook|cooking|bake|baking|boil|fry|wine|side dish|"
    r"spice|vegetarian version|vegan version|make it (?:vegan|vegetarian|gluten-free|spicier|"
    r"healthier|dairy-free))\b",
    re.I,
)


def answer(text: str, talk: Conversation) -> str | None:
    """A recipe, a substitute, a tip, or what is known about the dish that is meant."""
    without = wants(text) and not patterns.search(r"\b(?:substitut|replac|swap|instead|in place)", text, re.I)
    if SWAP.search(text) and not without and (found := swap(text, talk)):
        return found
    dish = _dish(text, talk)
    if dish and (found := _follow_up(text, dish, talk)):
        return found
    if wants(text):
        return _suggest(text, talk)
    tips = [(holds(text, tip["ask"]), tip["say"]) for tip in talk.knowledge["recipes"]["tips"]]
    best = max(tips, default=(0, ""))
    return best[1] if best[0] else None


def wants(text: str) -> bool:
    """Whether a message asks for a recipe."""
    return bool(_WANTS.search(text)) and not patterns.search(
        r"\b(?:project|library|app|python|code)\b", text, re.I
    )


def orphan(text: str) -> bool:
    """Whether a question is about a dish although none is known."""
    if patterns.search(
        r"\bmain (?:protein|ingredient)\b|\b(?:that|this|the) (?:recipe|dish|meal)\b", text, re.I
    ):
        return True
    return bool(_ABOUT.search(text) and _COOKING.search(text))


def _dish(text: str, talk: Conversation) -> Named | None:
    thing = talk.antecedent()
    if thing and thing.kind == "recipe":
        return (
            thing
            if _ABOUT.search(text)
            or _COOKING.search(text)
            or nth(text) is not None
            or patterns.match(r"(?:how|what|why|can|could|and|is|does|tell me more|more|go on)\b", text, re.I)
            else None
        )
    if orphan(text):
        return talk.antecedent("recipe")
    return None


def _names(text: str, ingredient: str) -> bool:
    return bool(phrase(ingredient).search(text) or phrase(ingredient.rstrip("s")).search(text))


def _suggest(text: str, talk: Conversation) -> str:
    recipes = talk.knowledge["recipes"]["recipes"]
    forbidden, reasons = not_eaten(talk, text)
    suited = [r for r in recipes if suits([r["name"], r["main"], *r["ingredients"]], forbidden)]
    if not suited:
        return (
            f"I have no recipe in my notes that leaves out {joined(sorted(forbidden)[:4])}. Tell "
            "me what you do eat, and I will look again."
        )
    lowered = text.lower()
    whole = " ".join(talk.pending[talk.now : talk.now + 1]).lower()
    if patterns.search(r"\b(?:i have|i've got|we have|i only have|in my fridge|there is|there are)\b", whole):
        lowered = whole
    named = [(sum(_names(lowered, part) for part in (r["main"], *r["ingredients"][:3])), r) for r in suited]
    most = max((shared for shared, _ in named), default=0)
    have = [r for shared, r in named if shared and shared == most]
    kinds = [
        k
        for k in (
            "breakfast",
            "brunch",
            "dessert",
            "soup",
            "salad",
            "snack",
            "starter",
            "lunch",
            "pasta",
            "curry",
            "stew",
            "risotto",
            "italian",
            "mexican",
            "indian",
            "asian",
            "japanese",
            "greek",
            "sweet",
            "cake",
            "chocolate",
            "party",
            "kids",
            "baking",
            "chinese",
        )
        if says(lowered, k)
    ]
    fitting = [r for r in suited if kinds and any(k in r["kinds"] for k in kinds)]
    seen = " ".join(talk.assistant_texts)
    main = [r for r in suited if "dinner" in r["kinds"]] or suited
    quick = [r for r in main if r["minutes"] <= 30] or main
    pool = (
        have
        or fitting
        or (
            quick
            if patterns.search(r"\b(?:quick|fast|easy|simple|minutes|tonight|hurry)\b", lowered)
            else main
        )
    )
    limit = patterns.search(r"\b(\d+)[ -]minutes?\b", lowered)
    if limit:
        pool = [r for r in pool if r["minutes"] <= int(limit[1])] or pool
    fresh = (
        [r for r in pool if not says(seen, r["name"])]
        or [r for r in suited if not says(seen, r["name"])]
        or pool
    )
    recipe = fresh[talk.option % len(fresh)]
    diet = next((r for r in reasons if r in talk.knowledge["recipes"]["diets"]), "")
    note = (
        f" It is {diet}."
        if diet and diet not in ("no meat", "lactose", "celiac", "coeliac", "halal", "kosher")
        else ""
    )
    return (
        f"Try {a_or_an(recipe['name'])}: it takes about {recipe['minutes']} minutes and serves "
        f"two. You need {joined(recipe['ingredients'])}. {recipe['steps']}{note}"
    )


def _follow_up(text: str, dish: Named, talk: Conversation) -> str | None:
    which = nth(text)
    name = (
        dish.options[which]
        if which is not None and dish.options and -1 <= which < len(dish.options)
        else dish.name
    )
    entry = entry_of(name, talk)
    one = capitalised(a_or_an(name)) if not name[:1].isupper() else name
    data = talk.knowledge["recipes"]
    if (
        _WANTS.search(text)
        and patterns.search(r"\b(?:another|different|else|other|more)\b", text, re.I)
        and which is None
        and not _ABOUT.search(text)
    ):
        return None
    if patterns.search(
        r"\bmake (?:it|this|that)\b.*\b(?:vegan|vegetarian|gluten-free|dairy-free)|\b(?:vegan|"
        r"vegetarian) version",
        text,
        re.I,
    ):
        return swap(text, talk)
    match = patterns.search(
        r"\b(?:is|are) (?:it|that|this|they)\b.*\b(vegan|vegetarian|gluten[- ]free|dairy[- ]free|halal)\b",
        text,
        re.I,
    )
    if match and entry:
        diet = match[1].lower().replace(" ", "-")
        words = {w for group in data["diets"][diet] for w in data["groups"].get(group, [group])}
        good = suits([entry["name"], entry["main"], *entry["ingredients"]], words)
        return (
            f"{'Yes' if good else 'No'}, the {name} is{'' if good else ' not'} {diet}: it is made "
            f"with {joined(entry['ingredients'])}."
        )
    notes = {key: f"The {name} {note}." for key, note in data["general_notes"].items()}
    if entry:
        notes |= {
            "time": f"The {name} takes about {entry['minutes']} minutes.",
            "ingredients": f"For the {name} you need {joined(entry['ingredients'])}.",
            "steps": f"{one} is made like this. {entry['steps']}",
        }
    elif note_about(text, {"time": "", "ingredients": "", "steps": ""}, data["asks"]) is not None:
        return (
            f"I have no notes on the {name}, so I can't give exact times or amounts for it. A "
            f"written recipe for {a_or_an(name)} will have them; taste as you go."
        )
    note = note_about(text, notes, data["asks"])
    if note:
        return note
    if not (_ABOUT.search(text) or patterns.search(r"\bmore\b|\bwhy\b", text, re.I)) or patterns.search(
        r"\bpython|my name\b", text, re.I
    ):
        return None
    if entry:
        return (
            f"{one} takes about {entry['minutes']} minutes. You need "
            f"{joined(entry['ingredients'])}. {entry['steps']}"
        )
    return f"I have no notes on the {name} beyond its name, so I can't say that about it."
