"""Addresses of the ground."""

from django.urls import path

from .views.exports import export_work
from .views.files import file
from .views.gallery import gallery
from .views.notice import privacy_notice
from .views.preferences import preferences
from .views.resume import resume
from .views.theme import theme_css

urlpatterns = [
    path("files/<uuid:pk>/", file, name="file"),
    path("exports/<int:pk>/", export_work, name="export-work"),
    path("resume/", resume, name="resume"),
    path("notice/", privacy_notice, name="privacy-notice"),
    path("preferences/", preferences, name="preferences"),
    path("theme.css", theme_css, name="theme-css"),
    path("gallery/", gallery, name="gallery"),
]
