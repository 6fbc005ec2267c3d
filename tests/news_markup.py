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
    teasers = "".join(
        f"<div class='teaser'><h3>{t}</h3><p>Our reporter looks at what it means for the harbour, for the town around it and for those who live by trade.</p></div>" for t in _RELATED * 3
    )
    return _page(
        f"<title>{HEADLINE}</title>{_LD}",
        f"{_MENU}<div class='col-left'>{teasers}</div><div class='col-main'><div class='article-full'><h1>{HEADLINE}</h1><div class='article-text'>{_ps()}</div></div></div>{_FOOT}",
    )


def inline_placeholders() -> str:
    inner = "".join(
        f"<p class='paragraph inline-placeholder x-paragraph-primary-core-light' data-uri='x{i}'>{p}</p>"
        + ("<div class='ad-slot-dynamic'><div class='ad-feedback__modal'><p>Ad Feedback</p></div></div>" if i % 3 == 1 else "")
        + (
            "<div class='image image__hide-placeholder'><div class='image__metadata'><div class='image__caption'><span>People walk at the port on Sunday.</span></div><figcaption class='image__credit'>Lena Ruiz/Courier</figcaption></div></div>"
            if i == 2
            else ""
        )
        for i, p in enumerate(PARAGRAPHS)
    )
    return _page(
        f"<title>{HEADLINE} | The Courier</title>{_LD}",
        f"<div class='header__wrapper-outer'><a>The Courier</a></div><section class='layout__wrapper'><div class='headline'><h1 class='headline__text' id='maincontent'>{HEADLINE}</h1></div><div class='byline'><div class='byline__names'>By <a>Jon Aske</a>, The Courier</div></div><div class='headline__sub-text'><div class='timestamp'>3 minute read<br>Updated 9:40 AM EST, Mon March 3, 2025</div></div><main class='article__main'><div class='article__content'><div class='source inline-placeholder'><cite class='source__cite'><span class='source__location'>Port Seldon</span><span class='source__text'>The Courier</span> — </cite></div>{inner}</div></main></section><section class='layout__bottom'><div class='container'><h2>Up next</h2><div class='card'><span>Crane makers see orders double</span><div>4 minute read</div></div></div></section>{_FOOT}",
    )


def standfirst_above() -> str:
    inner = _ps(
        "<p class='dcr-130mj7b'>",
        "</p>",
        {
            1: "<figure class='element element-rich-link'><div><h4>Crane makers see orders double</h4><a>Read more</a></div></figure>",
            4: "<aside class='element-newsletter'><p>Sign up to First Edition</p><p>Our morning email breaks down the key stories of the day, telling you what’s happening and why it matters</p></aside>",
        },
    )
    return _page(
        f"<title>{HEADLINE} | Ports | The Courier</title><meta property='article:published_time' content='2025-03-03T06:40:00.000Z'><meta property='og:title' content='{HEADLINE}'>",
        f"{_MENU}<main><article><div data-name='headline'><h1>{HEADLINE}</h1></div><div data-name='standfirst'><p>Union leader says ‘nobody won’ as talks end</p></div><div data-name='media'><figure><img/><figcaption>Pickets on Sunday. Photograph: Lena Ruiz</figcaption></figure></div><div data-name='meta'><address><div><a rel='author'>Jon Aske</a> in Port Seldon</div></address><details><summary>Mon 3 Mar 2025 07.40 CET</summary>Last modified on Tue 4 Mar 2025 09.00 CET</details></div><div id='maincontent' class='article-body-commercial-selector'>{inner}</div><div class='submeta'><span>Explore more on these topics</span><ul><li>Ports</li></ul></div></article><div class='onwards'><h2>Most viewed</h2></div></main>{_FOOT}",
    )


def promo_modules() -> str:
    inner = _ps(
        "<p>",
        "</p>",
        {0: "<div class='Advertisement'></div>", 3: "<div class='HTMLModuleEnhancement'><h3>RELATED COVERAGE</h3><div class='PagePromo'><h3>Crane makers see orders double</h3></div></div>"},
    )
    return _page(
        f"<title>{HEADLINE} | The Courier</title>{_LD}",
        f"{_MENU}<main class='Page-main'><div class='Page-content'><h1 class='Page-headline'>{HEADLINE}</h1><div class='Page-lead'><figure class='Figure'><img><div class='Figure-caption'><p>Dockers return to work at the port, Monday, March 3, 2025. (Photo/Lena Ruiz)</p></div></figure></div><div class='Page-byline'><div class='Page-byline-info'><div class='Page-authors'>By&nbsp;<a>JON ASKE</a></div><div class='Page-dateModified'>Updated 9:00 AM CET, March 4, 2025</div></div></div><div class='RichTextStoryBody RichTextBody'>{inner}<p>___</p></div></div></main>{_FOOT}",
    )


def list_of_items() -> str:
    inner = _ps(
        "<p>",
        "</p>",
        {
            2: "<section class='more-on'><h2>Recommended Stories</h2><span class='screen-reader-text'>list of 3 items</span><ul>"
            + "".join(f"<li><span>list 1 of 3</span><a>{t}</a></li>" for t in _RELATED)
            + "<span>end of list</span></ul></section>"
        },
    )
    return _page(
        f"<title>{HEADLINE} | News | The Courier</title>{_LD}",
        f"{_MENU}<main id='main-content-area'><header class='article-header'><h1>{HEADLINE}</h1></header><figure class='article-featured-image'><figcaption>The gate [Lena Ruiz]</figcaption></figure><div class='article-info-block'><div class='article-dates'><div class='date-simple'><span class='screen-reader-text'>Published On 3 Mar 2025</span><span aria-hidden='true'>3 Mar 2025</span></div></div></div><div class='wysiwyg wysiwyg--all-content'>{inner}</div><div class='article-info-block-bottom'>Source: The Courier and news agencies</div></main>{_FOOT}",
    )


def preformatted() -> str:
    inner = "\n\n".join(PARAGRAPHS)
    return _page(f"<title>{HEADLINE}</title><meta name=date content=2025-03-03>", f"<h1>{HEADLINE}</h1><pre>{inner}</pre>")


def spans_in_divs() -> str:
    inner = "".join(f"<div><span style='font-size:14pt'>{p}</span></div><div><br></div>" for p in PARAGRAPHS)
    return _page(
        f"<title>{HEADLINE}</title><meta name=date content=2025-03-03>",
        f"{_MENU}<div id='page'><div id='post-1'><h2 class='posttitle'><a>{HEADLINE}</a></h2><div class='postcontent'>{inner}</div></div></div>{_FOOT}",
    )


def single_breaks() -> str:
    inner = "<br>".join(f"&nbsp;&nbsp;{p}" for p in PARAGRAPHS)
    return _page(f"<title>{HEADLINE}</title><meta name=date content=2025-03-03>", f"{_MENU}<div class='news-content'><h1>{HEADLINE}</h1><div class='text'>{inner}</div></div>{_FOOT}")


def comments_heavy() -> str:
    com = "".join(
        f"<div class='comment-body'><p>I think that number {i} shows how the authority treats people who do the real work at night in the harbour and nobody in government listens to them at all.</p></div>"
        for i in range(30)
    )
    return _page(f"<title>{HEADLINE}</title>{_LD}", f"{_MENU}<article><h1>{HEADLINE}</h1>{_ps()}</article><section id='comments-section'><h3>30 Comments</h3>{com}</section>{_FOOT}")


def badly_named() -> str:
    return _page(f"<title>{HEADLINE}</title>{_LD}", f"{_MENU}<div class='content-with-sidebar has-ads'><div class='post-share-wrapper'><h1>{HEADLINE}</h1>{_ps()}</div></div>{_FOOT}")


SKELETONS: Mapping[str, Callable[[], str]] = {
    f.__name__: f
    for f in (
        wordpress,
        drupal,
        blocks,
        divs,
        old_tables,
        modules,
        live_embeds,
        captions,
        amp,
        sidebar_first,
        inline_placeholders,
        standfirst_above,
        promo_modules,
        list_of_items,
        preformatted,
        spans_in_divs,
        single_breaks,
        comments_heavy,
        badly_named,
    )
}
