"""The site itself, before any of its rooms."""


def test_the_site_says_when_it_is_ready(site, open_page):
    page = open_page()
    page.goto("/health/ready")
    assert '"ready": true' in page.content()
