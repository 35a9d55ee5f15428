"""Addresses of this floor."""

from __future__ import annotations

from django.urls import URLPattern, path

from lessons.views import beginning, lessons, papers, sit, sittings, stories, story_photos, story_sharing, writing

app_name = "lessons"
STORIES: list[URLPattern] = [
    path("stories/", stories.stories, name="stories"),
    path("stories/feed/", story_sharing.feed, name="feed"),
    path("stories/new/", stories.story_write, name="story-write"),
    path("stories/<int:pk>/", stories.story, name="story"),
    path("stories/<int:pk>/share.png", story_sharing.story_picture, name="story-picture"),
    path("stories/<int:pk>/edit/", stories.story_edit, name="story-edit"),
    path("stories/<int:pk>/step/<slug:step>/", stories.story_step, name="story-step"),
    path("stories/<int:pk>/photos/add/", story_photos.story_photo_add, name="story-photo-add"),
    path("stories/photos/<int:pk>/", story_photos.story_photo, name="story-photo"),
    path("stories/photos/<int:pk>/agree/", story_photos.story_photo_agree, name="story-photo-agree"),
    path("stories/photos/<int:pk>/remove/", story_photos.story_photo_remove, name="story-photo-remove"),
]
LESSONS: list[URLPattern] = [
    path("lessons/", lessons.lessons, name="lessons"),
    path("lessons/export/", lessons.lessons_export, name="lessons-export"),
    path("lessons/export/begin/", lessons.lessons_export_begin, name="lessons-export-begin"),
    path("lessons/new/", beginning.lesson_begin, name="lesson-begin"),
    path("lessons/book/", papers.lesson_book, name="lesson-book"),
    path("lessons/book/pdf/", papers.lesson_book_pdf, name="lesson-book-pdf"),
    path("lessons/book/begin/", papers.lesson_book_begin, name="lesson-book-begin"),
    path("lessons/methods/", papers.methods, name="methods"),
    path("lessons/methods/<slug:code>/form/", papers.method_form, name="method-form"),
    path("lessons/<int:pk>/", lessons.lesson, name="lesson"),
    path("lessons/<int:pk>/behind/", lessons.lesson_behind, name="lesson-behind"),
    path("lessons/<int:pk>/paper/", papers.lesson_paper, name="lesson-paper"),
    path("lessons/<int:pk>/write/", writing.lesson_write, name="lesson-write"),
    path("lessons/<int:pk>/write/autosave/", writing.lesson_autosave, name="lesson-autosave"),
    path("lessons/<int:pk>/write/picture/", writing.lesson_picture, name="lesson-picture"),
    path("lessons/<int:pk>/step/<slug:step>/", lessons.lesson_step, name="lesson-step"),
    path("lessons/<int:pk>/consent/<slug:kind>/<int:key>/back/", lessons.lesson_consent_back, name="consent-back"),
    path("lessons/photos/<int:pk>/", lessons.lesson_photo, name="lesson-photo"),
]
SITTINGS: list[URLPattern] = [
    path("sit/", sit.sit_code, name="sit-code"),
    path("sit/<slug:code>/", sit.sit, name="sit"),
    path("lessons/<int:pk>/sitting/", sittings.sitting_open, name="sitting-open"),
    path("lessons/sittings/<int:pk>/", sittings.sitting, name="sitting"),
    path("lessons/sittings/<int:pk>/board/", sittings.sitting_board, name="sitting-board"),
    path("lessons/sittings/<int:pk>/close/", sittings.sitting_close, name="sitting-close"),
    path("lessons/sittings/<int:pk>/<slug:code>/", sittings.sitting_sort, name="sitting-sort"),
    path("lessons/sittings/<int:pk>/<slug:code>/new/", sittings.sitting_new, name="sitting-new"),
    path("lessons/sittings/<int:pk>/<slug:code>/take/", sittings.sitting_take, name="sitting-take"),
]
urlpatterns: list[URLPattern] = [*LESSONS, *SITTINGS, *STORIES]
