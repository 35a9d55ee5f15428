"""Tables of floor 4."""

from .lessons import Lesson, LessonFigure, LessonPerson, LessonPhoto, Passage, State
from .methods import Method, Question, Topic
from .search import SearchTerm
from .sittings import Card, Sitting
from .stories import Story, StoryPhoto

__all__ = [
    "Card", "Lesson", "LessonFigure", "LessonPerson", "LessonPhoto", "Method", "Passage", "Question", "SearchTerm",
    "Sitting", "State", "Story", "StoryPhoto", "Topic",
]  # fmt: skip
