"""Addresses of this floor."""

from __future__ import annotations

from django.urls import URLPattern, path

from lessons.views import stories, story_photos

app_name = "lessons"
STORIES: list[URLPattern] = [
    path("stories/", stories.stories, name="stories"),
    path("stories/new/", stories.story_write, name="story-write"),
    path("stories/<int:pk>/", stories.story, name="story"),
    path("stories/<int:pk>/edit/", stories.story_edit, name="story-edit"),
    path("stories/<int:pk>/step/<slug:step>/", stories.story_step, name="story-step"),
    path("stories/<int:pk>/photos/add/", story_photos.story_photo_add, name="story-photo-add"),
    path("stories/photos/<int:pk>/", story_photos.story_photo, name="story-photo"),
    path("stories/photos/<int:pk>/agree/", story_photos.story_photo_agree, name="story-photo-agree"),
    path("stories/photos/<int:pk>/remove/", story_photos.story_photo_remove, name="story-photo-remove"),
]
urlpatterns: list[URLPattern] = [*STORIES]
