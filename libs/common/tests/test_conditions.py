"""The vocabulary of conditions hangs together."""

import re

from pixgen_common.vocabularies import conditions

_STEP = [1, 5, 7, 6, 2, 8, 3, 0, 9, 4]


def test_there_are_enough_and_inflammatory_and_infectious_ones_come_first():
    """The product is about those that dermoscopy sets lack."""
    ids = list(conditions())
    assert len(ids) >= 120
    assert ids.index("psoriasis") < ids.index("melanoma")
    wanted = {"atopic_dermatitis", "vitiligo", "melasma", "urticaria", "keloid", "covid_toes", "tinea"}
    assert wanted <= set(ids)


def test_every_parent_is_in_the_list_and_comes_before_its_children():
    """So that a tree can be drawn in one pass and has no circle."""
    seen: set[str] = set()
    for entry in conditions().values():
        assert entry.parent is None or entry.parent in seen, entry
        seen.add(entry.condition_id)


def test_ids_are_words_and_labels_are_unique():
    """Ids go into addresses and filters."""
    entries = list(conditions().values())
    assert all(re.fullmatch(r"[a-z][a-z0-9_]*", entry.condition_id) for entry in entries)
    assert len({entry.label.lower() for entry in entries}) == len(entries)


def test_codes_have_the_form_of_their_systems():
    """A mistyped SNOMED CT id fails its Verhoeff check digit; an ICD-10 code is a letter and digits."""
    for entry in conditions().values():
        assert entry.icd10 is None or re.fullmatch(r"[A-Z]\d\d(\.\d)?", entry.icd10), entry
        assert entry.snomed is None or _verhoeff(entry.snomed) == 0, entry


def _verhoeff(digits: str) -> int:
    """Verhoeff (1969): 0 when the last digit is right."""
    table = [[_dihedral(a, b) for b in range(10)] for a in range(10)]
    permutation = [list(range(10)), _STEP]
    while len(permutation) < 8:
        permutation.append([_STEP[value] for value in permutation[-1]])
    check = 0
    for place, digit in enumerate(reversed(digits)):
        check = table[check][permutation[place % 8][int(digit)]]
    return check


def _dihedral(a: int, b: int) -> int:
    """Multiplication in the dihedral group of order ten."""
    if a < 5:
        return (a + b) % 5 if b < 5 else 5 + (a + b) % 5
    return 5 + (a - b) % 5 if b < 5 else (a - b) % 5
