#!/usr/bin/env python3
"""Opens a preview page in headless Chromium and fails unless it behaves.

    gallery-check.py preview/index.html [--screenshots DIR]

Fails on an error in the console, on any request that is not for a local file, when no notice is
drawn, and when a name on the timeline strip does not stand at its own bars. Uses every view once.
Needs the Debian packages chromium and chromium-driver, nothing else.
"""

import argparse
import base64
import json
import pathlib
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request

LOCAL = ("file:", "about:", "data:", "blob:")
SIZES = [("desktop", 1280, 900, "light"), ("desktop-dark", 1280, 900, "dark"), ("laptop", 1024, 768, "light"),
         ("wide", 1400, 900, "light"), ("phone", 390, 844, "light")]
EVERY_VIEW = """
const seen = [];
const click = selector => { const node = document.querySelector(selector); if (node) { node.click(); seen.push(selector); } };
const rows = document.querySelectorAll('#rows .row').length;
click('#rows .row:last-of-type');
for (const id of ['text', 'headers', 'recipients', 'mail']) click('#tab-' + id);
for (const id of ['view-phone', 'view-both', 'mail-dark', 'mail-light', 'view-desktop']) click(`[data-choice="${id}"]`);
click('.pill');
click('.shown .plain');
return { rows, seen, mails: document.querySelectorAll('iframe[sandbox=""]').length };
"""


DRAWN = """
return document.readyState === 'complete' && document.querySelectorAll('#rows .row').length > 0
  && [...document.querySelectorAll('iframe')].every(each => each.offsetHeight > 0 || !each.offsetParent);
"""
FITS = """
const page = document.documentElement;
return page.scrollWidth <= window.innerWidth && (window.innerWidth <= 800 || page.scrollHeight <= window.innerHeight + 200);
"""

# A name must not run across a bar, the bar nearest to it must be one that it names, and no two of
# them may stand between the same bars.
MISNAMED = """
const bars = [...document.querySelectorAll('#strip .bars rect')].map(bar => ({
  box: bar.getBoundingClientRect(), name: bar.querySelector('title').textContent }));
const names = [...document.querySelectorAll('#strip .bars > text')].map(text => ({
  box: text.getBoundingClientRect(), text: text.firstChild.textContent,
  titles: (text.querySelector('title') || text).textContent }));
const gap = (a, b) => Math.max(a.left - b.right, b.left - a.right);
const wrong = [];
const between = new Set();
for (const name of names) {
  const near = bars.reduce((near, bar) => gap(bar.box, name.box) < gap(near.box, name.box) ? bar : near);
  if (gap(near.box, name.box) < 0) wrong.push(`"${name.text}" runs across a bar`);
  if (!name.titles.split(', ').some(title => near.name.startsWith(title + ': '))) {
    wrong.push(`"${name.text}" stands at another bar: ${near.name}`);
  }
  const place = bars.filter(bar => bar.box.right <= name.box.left).length;
  if (between.has(place)) wrong.push(`"${name.text}" stands beside another name between the same bars`);
  between.add(place);
}
return wrong;
"""


class Browser:
    """One headless Chromium behind chromedriver."""

    def __init__(self, driver, chromium, profile):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        self.root = f"http://127.0.0.1:{port}"
        self.driver = subprocess.Popen([driver, f"--port={port}"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            self.wait_until_ready()
            options = {
                "binary": chromium,
                "args": ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
                         "--disable-background-networking", "--disable-component-update", "--disable-sync",
                         f"--user-data-dir={profile}", "--window-size=1280,900"],
            }
            wanted = {"browserName": "chrome", "goog:chromeOptions": options,
                      "goog:loggingPrefs": {"browser": "ALL", "performance": "ALL"}}
            answer = self.call("POST", "/session", {"capabilities": {"alwaysMatch": wanted}})
            self.session = f"/session/{answer['sessionId']}"
        except BaseException:
            self.driver.kill()
            raise

    def call(self, method, path, body=None):
        request = urllib.request.Request(self.root + path, method=method, headers={"Content-Type": "application/json"},
                                         data=None if body is None else json.dumps(body).encode())
        with urllib.request.urlopen(request, timeout=120) as answer:
            return json.load(answer)["value"]

    def wait_until_ready(self):
        for _ in range(200):
            try:
                if self.call("GET", "/status")["ready"]:
                    return
            except OSError:
                pass
            time.sleep(0.1)
        raise RuntimeError("chromedriver does not answer")

    def post(self, path, **body):
        return self.call("POST", self.session + path, body)

    def cdp(self, command, **params):
        return self.post("/goog/cdp/execute", cmd=command, params=params)

    def close(self):
        try:
            self.call("DELETE", self.session)
        finally:
            self.driver.terminate()
            self.driver.wait(20)


def settled(browser, condition, limit=60):
    """Waits until a script says yes three times in a row, or gives up; whoever asks then says what is wrong."""
    end, in_a_row = time.monotonic() + limit, 0
    while in_a_row < 3 and time.monotonic() < end:
        in_a_row = in_a_row + 1 if browser.post("/execute/sync", script=condition, args=[]) else 0
        time.sleep(0.2)
    return in_a_row == 3


def look(browser, address, size):
    """Opens the page at one size, uses every view, and returns what is wrong with it and its picture."""
    name, width, height, colours = size
    browser.cdp("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=width < 600)
    browser.cdp("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": colours}])
    browser.post("/url", url="about:blank")
    settled(browser, "return document.readyState === 'complete' && location.href === 'about:blank'")
    for log in ("browser", "performance"):
        browser.post("/se/log", type=log)  # what the browser asked for by itself is none of the page's doing
    browser.post("/url", url=address)
    settled(browser, DRAWN)
    picture = base64.b64decode(browser.cdp("Page.captureScreenshot", format="png")["data"])
    misnamed = browser.post("/execute/sync", script=MISNAMED, args=[])
    used = browser.post("/execute/sync", script=EVERY_VIEW, args=[])
    # Mails measure themselves after they are drawn; a page that never comes to rest fails below.
    settled(browser, FITS)
    wide = browser.post("/execute/sync", script="return document.documentElement.scrollWidth", args=[])
    wrong = [f"timeline: {each}" for each in misnamed]
    if used["rows"] == 0:
        wrong.append("no notice is drawn")
    if used["mails"] == 0:
        wrong.append("no mail is drawn in a sealed frame")
    if wide > width:
        wrong.append(f"the page is {wide} pixels wide in a window of {width}")
    tall, seen = browser.post(
        "/execute/sync", script="return [document.documentElement.scrollHeight, window.innerHeight]", args=[]
    )
    if width > 800 and tall > seen + 200:
        wrong.append(f"the page is {tall} pixels tall in a window of {seen}: it scrolls into nothing")
    for entry in browser.post("/se/log", type="browser"):
        if entry["level"] in ("SEVERE", "ERROR"):
            wrong.append(f"console: {entry['message']}")
    for entry in browser.post("/se/log", type="performance"):
        event = json.loads(entry["message"])["message"]
        if event["method"] == "Network.requestWillBeSent":
            asked = event["params"]["request"]["url"]
            if not asked.startswith(LOCAL):
                wrong.append(f"request: {asked}")
    return [f"{name}: {each}" for each in wrong], picture, used["rows"]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("page", type=pathlib.Path)
    parser.add_argument("--screenshots", type=pathlib.Path)
    asked = parser.parse_args()
    chromium, driver = shutil.which("chromium"), shutil.which("chromedriver")
    if not chromium or not driver:
        print("gallery-check: NOT RUN: install the packages chromium and chromium-driver", file=sys.stderr)
        return 2
    address = asked.page.resolve(strict=True).as_uri()
    wrong = []
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        browser = Browser(driver, chromium, profile)
        try:
            for size in SIZES:
                found, picture, rows = look(browser, address, size)
                wrong += found
                if asked.screenshots:
                    asked.screenshots.mkdir(parents=True, exist_ok=True)
                    (asked.screenshots / f"gallery-{size[0]}.png").write_bytes(picture)
                print(f"gallery-check: {size[0]}: {rows} notices drawn")
        finally:
            browser.close()
    for each in wrong:
        print(f"gallery-check: {each}", file=sys.stderr)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
