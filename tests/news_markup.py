"""One report in the markup of many newsrooms: the same headline and paragraphs among everything that stands around a report on the web."""

from __future__ import annotations

from collections.abc import Callable, Mapping

HEADLINE = "Harbour union and port authority sign truce after nine-day walkout"
PARAGRAPHS = (
    "PORT SELDON, March 3 - Dockers at the country's largest harbour went back to work on Monday after their union and the port authority signed a truce that ends a nine-day walkout.",
    "The agreement, reached shortly before dawn, raises the night allowance by 6 percent and puts off a dispute over automated cranes until a commission reports in September.",
    "\"Nobody won this,\" said Maren Oduya, who leads the Harbour Workers' Union. \"We have bought six months, and we paid for them with nine days of wages.\"",
    "Transport Minister Ilse Brandt welcomed the accord and said the government would not, as it had threatened last week, send soldiers to unload food and medicine.",
    "Thirty-one ships were waiting in the roads on Sunday evening, according to the port authority, which put the losses of the walkout at 40 million crowns.",
    "The opposition accused the minister of having let the talks drift. She denied it.",
    "Two pickets were arrested on Thursday after stones were thrown at a bus. A police spokesman said they were released the next day without charge.",
    "The commission is to be led by a retired judge, Tomas Reuel, and will hear engineers from three foreign ports.",
    "Under the truce neither side may call out members or lock out shifts before October 1.",
)  # fmt: skip
DAY = "2025-03-03"
_RELATED = ("Crane makers see orders double", "Ten years after the great dock fire, a museum opens", "Opinion: Why harbours still need people")
_LD = (
    '<script type="application/ld+json">{"@context":"https://schema.org","@type":"NewsArticle","headline":"'
    + HEADLINE
    + '","datePublished":"2025-03-03T07:40:00+01:00","dateModified":"2025-03-04T09:00:00+01:00","author":{"@type":"Person","name":"Jon Aske"},'
    + '"publisher":{"@type":"Organization","name":"The Seldon Courier"}}</script>'
)


def _ps(tag: str = "<p>", end: str = "</p>", between: Mapping[int, str] | None = None) -> str:
    return "\n".join(f"{tag}{p}{end}{(between or {}).get(i, '')}" for i, p in enumerate(PARAGRAPHS))


def _links(css: str) -> str:
    return f'<div class="{css}"><h3>Related</h3><ul>' + "".join(f'<li><a href="/x">{t}</a></li>' for t in _RELATED) + "</ul></div>"


def _page(head: str, body: str) -> str:
    return f"<!DOCTYPE html><html lang='en'><head><meta charset='utf-8'>{head}</head><body>{body}</body></html>"


_MENU = "<header class='site-header'><nav><ul><li><a href='/'>Home</a></li><li><a href='/world'>World</a></li><li><a href='/sport'>Sport</a></li><li><a href='/s'>Subscribe for 1 crown a week</a></li></ul></nav></header>"
_FOOT = "<footer><p>© 2025 The Seldon Courier. All rights reserved. No part of this site may be reproduced without permission of the publisher.</p><ul><li>Privacy policy</li><li>Contact us</li></ul></footer>"


def wordpress() -> str:
    extra = "<div class='sharedaddy sd-sharing-enabled'><h3 class='sd-title'>Share this:</h3><ul><li>Click to share on Facebook (Opens in new window)</li></ul></div>"
    bio = "<div class='author-bio'><p>Jon Aske has covered the harbour for twenty years and is the author of two books about ships and the people who load them.</p></div>"
    comments = "<div id='comments'><h2>3 thoughts</h2><ol class='comment-list'><li><p>I was there and it was cold, and nobody brought tea to the pickets all week long.</p></li></ol></div>"
    side = "<div id='secondary' class='widget-area sidebar'><div class='widget'><h2>Recent Posts</h2><ul><li>Crane makers see orders double</li></ul></div></div>"
    return _page(
        f"<title>{HEADLINE} &#8211; The Seldon Courier</title><meta property='og:title' content='{HEADLINE}'><meta property='og:site_name' content='The Seldon Courier'>"
        f"<meta property='article:published_time' content='2025-03-03T06:40:00+00:00'>",
        f"{_MENU}<div id='content'><article class='post type-post'><header class='entry-header'><h1 class='entry-title'>{HEADLINE}</h1><div class='entry-meta'>Posted on <time class='entry-date published' datetime='2025-03-03T06:40:00+00:00'>March 3, 2025</time> by Jon Aske</div></header>"
        f"<div class='entry-content'>{_ps(between={3: extra})}{_links('jp-relatedposts')}</div><footer class='entry-footer'>Posted in <a>News</a>. Tagged <a>harbour</a></footer></article>{bio}{comments}</div>{side}{_FOOT}",
    )


def drupal() -> str:
    return _page(
        f"<title>{HEADLINE} | The Seldon Courier</title><meta name='dcterms.date' content='2025-03-03T07:40+01:00'>",
        f"{_MENU}<main role='main'><div class='breadcrumb'>Home » News</div><h1 class='page-header'>{HEADLINE}</h1><div class='node node--type-article'>"
        f"<div class='field field--name-field-image'><img src='a.jpg'><div class='field--name-field-caption'>Dockers at the main gate on Sunday. Photo: Lena Ruiz</div></div>"
        f"<div class='field field--name-body field--type-text-with-summary'>{_ps()}</div><div class='field field--name-field-tags'><div>Tags</div><a>harbour</a></div></div></main>{_FOOT}",
    )


def blocks() -> str:
    """One block a paragraph, as large broadcasters do it."""
    inner = _ps("<div data-component='text-block' class='sc-18fde0d6-0'><p class='sc-eb7bd5f6-0'>", "</p></div>", {
        1: "<div data-component='image-block'><figure><img alt=''><figcaption>The main gate on Sunday</figcaption></figure></div>",
        4: f"<div data-component='links-block'><ul>{''.join(f'<li><a>{t}</a></li>' for t in _RELATED)}</ul></div>",
    })  # fmt: skip
    return _page(
        f"<title>{HEADLINE}</title>{_LD}",
        f"{_MENU}<main id='main-content'><article><div data-component='headline-block'><h1>{HEADLINE}</h1></div><div data-component='byline-block'><time datetime='2025-03-03T06:40:00.000Z'>3 hours ago</time><div>Jon Aske</div><div>Harbour correspondent</div></div>{inner}</article>"
        f"<div data-component='most-read'><h2>Most read</h2><ol><li>Crane makers see orders double</li></ol></div></main>{_FOOT}",
    )


def divs() -> str:
    """Paragraphs that are no <p>."""
    inner = "".join(f"<div data-testid='paragraph-{i}' class='text__text__1FZLe text__dark-grey__3Ml43'>{p}</div>" for i, p in enumerate(PARAGRAPHS))
    return _page(
        f"<title>{HEADLINE} | Seldon Wire</title><meta name='article:published_time' content='2025-03-03T06:40:00Z'>{_LD}",
        f"{_MENU}<article><header><h1 data-testid='Heading'>{HEADLINE}</h1><div class='info-content'>By Jon Aske</div></header><div class='article-body__content__17Yit'>{inner}"
        f"<div class='article-body__element'><p>Our Standards: The Seldon Wire Principles.</p></div></div><div class='toolbar'>Purchase Licensing Rights</div></article>{_FOOT}",
    )


def old_tables() -> str:
    """Layout by tables, paragraphs by line breaks."""
    inner = "<br><br>".join(PARAGRAPHS)
    return (
        f"<html><head><title>The Seldon Courier: {HEADLINE}</title></head><body bgcolor=white><table width=100%><tr><td width=150><a href=/>Home</a><br><a href=/w>World</a><br><a href=/s>Sport</a></td>"
        f"<td><font size=5><b>{HEADLINE}</b></font><br><font size=1>Monday, March 3, 2025</font><br><br><font face=arial>{inner}</font><br><br><a href=/p>Print this page</a></td></tr></table>"
        "<center>Copyright 2025 Seldon Courier</center></body></html>"
    )


def modules() -> str:
    """Class names made by a bundler; an inline newsletter, "read more" lines, an advertisement label, a pull quote."""
    between = {
        0: "<div class='AdSlot_container__Xy12'><span>Advertisement</span></div>",
        1: "<p><strong>READ MORE: <a href='/x'>Crane makers see orders double</a></strong></p>",
        3: "<div class='NewsletterSignup_wrap__9a'><h3>Get the harbour briefing</h3><p>Sign up for our newsletter and never miss a story about ships and trade.</p><form><input></form></div>",
        5: "<aside class='Pullquote_root__1'><p>Nobody won this</p></aside>",
        6: "<p>Also read: <a>Ten years after the great dock fire, a museum opens</a></p>",
    }
    return _page(
        f"<title>{HEADLINE} - The Seldon Courier</title>{_LD}",
        f"{_MENU}<main><section class='Article_root__3k'><h1 class='Article_title__a'>{HEADLINE}</h1><p class='Article_standfirst__q'></p><div class='ShareBar_bar__2'><button>Share</button><button>Save</button></div>"
        f"<div class='Article_body__77'>{_ps(between=between)}</div></section><section class='MoreStories_grid__5'><h2>More stories</h2>{''.join(f'<a><h3>{t}</h3><p>Our reporter looks at what it means for the harbour and for the town around it.</p></a>' for t in _RELATED)}</section></main>{_FOOT}",
    )


def live_embeds() -> str:
    """Embedded posts, a video player, a list in the text."""
    post = "<blockquote class='twitter-tweet'><p>BREAKING: the gates are open</p>— Seldon Port (@seldonport) <a>March 3, 2025</a></blockquote>"
    video = "<div class='video-player'><p>Video: Dockers walk through the gates at dawn as the truce takes effect across the harbour</p></div>"
    return _page(
        f"<title>{HEADLINE}</title><meta property='og:type' content='article'><meta property='og:title' content='{HEADLINE} - The Seldon Courier'><meta property='og:site_name' content='The Seldon Courier'>",
        f"{_MENU}<div class='story'><h1>{HEADLINE}</h1><p class='byline'>By <a>Jon Aske</a></p><p class='timestamp'><time datetime='2025-03-03'>Published March 3, 2025 7:40 am</time></p><div class='story-body'>{_ps(between={1: video, 4: post})}</div>{_links('related-stories')}</div>{_FOOT}",
    )


def captions() -> str:
    """Captions and credits as paragraphs."""
    between = {0: "<div class='wp-caption'><img><p class='wp-caption-text'>Pickets at the main gate in the second night of the walkout. Lena Ruiz/Courier</p></div>",
               4: "<div class='photo'><span class='photo-credit'>Lena Ruiz</span><span class='caption'>A ship waits in the roads on Sunday evening</span></div>"}  # fmt: skip
    return _page(
        f"<title>{HEADLINE} :: Seldon Courier</title><meta itemprop='datePublished' content='2025-03-03'>",
        f"{_MENU}<div itemscope itemtype='http://schema.org/NewsArticle'><h1 itemprop='headline'>{HEADLINE}</h1><div itemprop='articleBody'>{_ps(between=between)}</div></div>{_FOOT}",
    )


def amp() -> str:
    return (
        f"<!doctype html><html amp lang='en'><head><meta charset='utf-8'><title>{HEADLINE}</title><link rel='canonical' href='https://courier.example/2025/03/03/harbour-truce'></head><body>"
        f"<amp-sidebar><ul><li>Home</li></ul></amp-sidebar><article><h1>{HEADLINE}</h1>{_ps()}<amp-social-share type='twitter'></amp-social-share></article></body></html>"
    )


def sidebar_first() -> str:
    """A long teaser list stands before the report, and a box of key points in it."""
    teasers = "".join(f"<div class='teaser'><h3>{t}</h3><p>Our reporter looks at what it means for the harbour, for the town around it and for those who live by trade.</p></div>" for t in _RELATED * 3)
    return _page(
        f"<title>{HEADLINE}</title>{_LD}",
        f"{_MENU}<div class='col-left'>{teasers}</div><div class='col-main'><div class='article-full'><h1>{HEADLINE}</h1><div class='article-text'>{_ps()}</div></div></div>{_FOOT}",
    )


SKELETONS: Mapping[str, Callable[[], str]] = {
    f.__name__: f for f in (wordpress, drupal, blocks, divs, old_tables, modules, live_embeds, captions, amp, sidebar_first)
}
