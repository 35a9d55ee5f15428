"""Stories go out: their picture for LINE and Facebook, and the feed that readers and other sites follow."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.feedgenerator import Rss201rev2Feed
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from lessons.exports.share import share_image
from lessons.models import Story
from moralprovince.core.public_pages import public_page
from networks.models import Office
from networks.views.provinces import province_code

from .stories import fetch

MOST = 30


@require_safe
@public_page()
def story_picture(request: HttpRequest, pk: int) -> HttpResponse:
    """Of a published story, or of one whose writer looks at it before."""
    story = fetch(request, pk)
    photo = story.photos.filter(consent=True).select_related("file").first()
    office = Office.objects.filter(province=story.province_id).first()
    return HttpResponse(share_image(story, photo, office), content_type="image/png")


class StoryFeed(Feed):
    """The newest published stories."""

    feed_type = Rss201rev2Feed

    def get_object(self, request: HttpRequest, *args: Any, **kwargs: Any) -> str:
        """The province it is about."""
        return province_code(request)

    def title(self, province: str) -> str:
        """What readers call it."""
        office = Office.objects.filter(province=province).select_related("province").first()
        return _("Stories of Moral Province %(province)s") % {"province": office.province if office else ""}

    def description(self, province: str) -> str:
        """What it brings."""
        return _("What happened, told by those who were there.")

    def link(self, province: str) -> str:
        """Where the stories stand."""
        return settings.SITE_URL + reverse("lessons:stories")

    def feed_url(self, province: str) -> str:
        """Where the feed stands."""
        return settings.SITE_URL + reverse("lessons:feed")

    def items(self, province: str) -> Any:
        """The newest ones."""
        return Story.objects.filter(province=province).public().order_by("-published_at", "-pk")[:MOST]

    def item_title(self, item: Any) -> str:
        """Its title."""
        return item.title

    def item_description(self, item: Any) -> str:
        """Its two sentences."""
        return item.lead

    def item_link(self, item: Any) -> str:
        """Where it stands."""
        return settings.SITE_URL + reverse("lessons:story", args=[item.pk])

    def item_pubdate(self, item: Any) -> Any:
        """When it was published."""
        return item.published_at


@require_safe
@public_page()
def feed(request: HttpRequest) -> HttpResponse:
    """RSS."""
    return StoryFeed()(request)
