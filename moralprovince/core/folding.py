"""Draws once per language what no page changes: fixed words, addresses, icons and files side by side become one piece.

A page is drawn from some three hundred nodes, and half of them say the same thing on each page: a translated word, the
address of a list, an icon, a file under its stamped name. Django looks each of them up anew for each reader.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator
from typing import Any

from django.conf import settings
from django.template import Context, Template
from django.template.base import FilterExpression, Node, NodeList, TextNode, TokenType, Variable
from django.template.defaulttags import CommentNode, IfNode, LoadNode, URLNode
from django.template.library import SimpleNode
from django.template.loaders import base, cached
from django.templatetags.i18n import BlockTranslateNode, TranslateNode
from django.templatetags.static import StaticNode
from django.urls import get_script_prefix
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from .templatetags.portal import icon


class Fixed(Node):
    """Neighbours that depend on nothing but the language, and on whether signs are escaped around them."""

    child_nodelists = ("nodes",)

    def __init__(self, nodes: Iterable[Node]) -> None:
        self.nodes = NodeList(nodes)
        self.token, self.origin = self.nodes[0].token, self.nodes[0].origin
        self.drawn: dict[tuple[Any, ...], SafeString] = {}

    def render(self, context: Context) -> SafeString:
        """The text of all of them; an office may live below a folder of its server, which its addresses begin with.

        While developing it is drawn each time: a catalogue that was compiled anew is read without a restart.
        """
        if settings.DEBUG:
            return self.nodes.render(context)
        key = (get_language(), context.autoescape, get_script_prefix())
        if key not in self.drawn:
            self.drawn[key] = self.nodes.render(context)
        return self.drawn[key]


def is_constant(value: Any) -> bool:
    """Does a template's expression stand for a text that is written in it?"""
    if isinstance(value, FilterExpression):
        return not value.filters and is_constant(value.var)
    return value.literal is not None if isinstance(value, Variable) else True


def is_fixed(node: Node) -> bool:
    """Does it draw the same on each page?"""
    match node:
        case TextNode():
            return True
        case TranslateNode():
            return not node.asvar and is_constant(node.filter_expression) and is_constant(node.message_context)
        case BlockTranslateNode():
            kept = (node.extra_context, node.plural, node.countervar, node.asvar, node.message_context)
            return not any(kept) and all(token.token_type == TokenType.TEXT for token in node.singular)
        case StaticNode():
            return not node.varname and is_constant(node.path)
        case URLNode():
            return not node.asvar and all(map(is_constant, (node.view_name, *node.args, *node.kwargs.values())))
        case SimpleNode():
            given = (*node.args, *node.kwargs.values())
            return node.func is icon and not node.target_var and all(map(is_constant, given))
    return False


def folded(nodes: list[Node]) -> Iterator[Node]:
    """The same nodes, with those that are fixed and stand side by side as one; what draws nothing is left out.

    Bare texts stay as they are: Django looks past them for what a template extends.
    """
    drawing = (node for node in nodes if not isinstance(node, LoadNode | CommentNode))
    for fixed, run in itertools.groupby(drawing, key=is_fixed):
        neighbours = list(run)
        if fixed and not all(isinstance(one, TextNode) for one in neighbours):
            yield Fixed(neighbours)
        else:
            yield from neighbours


def lists_of(node: Any) -> Iterator[list[Node]]:
    """The lists of nodes inside of a node; what a condition gives as one list is a copy of several."""
    if isinstance(node, IfNode):
        yield from (nodes for _condition, nodes in node.conditions_nodelists)
    else:
        yield from filter(None, (getattr(node, name, None) for name in node.child_nodelists))


def fold(nodes: list[Node]) -> None:
    """Fold a list and all that are inside of its nodes, where they stand: others hold on to the same lists."""
    for node in nodes:
        for inner in lists_of(node):
            fold(inner)
    nodes[:] = list(folded(nodes))


class Folding(base.Loader):
    """Folds what was just read, before anybody else can see it."""

    def get_template(self, template_name: str, skip: list[Any] | None = None) -> Template:
        """The template of that name."""
        template = super().get_template(template_name, skip)
        fold(template.nodelist)
        return template


class Loader(cached.Loader, Folding):
    """Django's own loader that reads each template once, which folds what it keeps."""
