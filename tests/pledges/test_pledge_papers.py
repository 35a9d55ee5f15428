"""The declaration on paper."""

import re
from decimal import Decimal

import pypdfium2
import pytest
from django.urls import reverse

from pledges.views.pledge_papers import declares_itself
from tests.factories import officer_of
from tests.factories_pledges import PledgeFactory

pytestmark = pytest.mark.django_db
LEAD_IN = "ข้าพเจ้าและสมาชิกขอประกาศเจตนารมณ์ว่า"


def paper_of(client, pledge):
    client.force_login(officer_of(pledge.organisation.province))
    return pypdfium2.PdfDocument(client.get(reverse("pledges:pledge-paper", args=[pledge.pk])).content)[0].get_textpage()


@pytest.mark.parametrize(
    ("text", "itself"),
    [
        ("ข้าพเจ้าและสมาชิกของชุมชน ขอประกาศเจตนารมณ์ร่วมกันว่า จะทำความดี", True),
        ("ข้าพเจ้าจะทำความดี", False),
        ("เห็นว่าการประกาศเจตนารมณ์เป็นสิ่งดี", False),
        ("จะทำความดี " * 30 + "ตามที่ประกาศเจตนารมณ์ไว้", False),
    ],
)
def test_a_text_that_declares_by_itself_is_known_by_its_first_words(text, itself):
    assert declares_itself(text) == itself


@pytest.mark.parametrize(("text", "count"), [("จะทำความดี", 1), (f"{LEAD_IN} จะทำความดี", 1)])
def test_the_paper_declares_once(client, text, count):
    words = paper_of(client, PledgeFactory(text=text)).get_text_range().replace(" ", "").replace("\r\n", "")
    assert words.count(LEAD_IN) == count


def test_an_amount_stays_within_its_column_and_tells_satang_only_where_there_are_some(client):
    pledge = PledgeFactory(commitments=1, commitments__budget=Decimal("12345678.00"))
    paper = paper_of(client, pledge)
    headings, figure = paper.search("งบประมาณ"), paper.search("๑๒,๓๔๕,๖๗๘").get_next()
    _of_the_year, (heading, _length) = headings.get_next(), headings.get_next()
    assert paper.get_charbox(figure[0])[0] >= paper.get_charbox(heading)[0]
    assert "๑๒,๓๔๕,๖๗๘.๐๐" not in paper.get_text_range()


def test_list_page_wall_and_paper_round_the_share_of_those_who_joined_alike(client):
    # 54.5454…: with two decimals first it would become 54.6.
    pledge = PledgeFactory(members=11, members_joined=6)
    paper = paper_of(client, pledge).get_text_range()
    addresses = (reverse("pledges:pledges"), reverse("pledges:pledge", args=[pledge.pk]), reverse("declared"))
    pages = [client.get(address).content.decode() for address in addresses]
    assert [re.findall(r"54\.\d+%", page) for page in pages] == [["54.5%"]] * 3
    assert re.findall(r"๕๔\.[๐-๙]+", paper) == ["๕๔.๕"]
