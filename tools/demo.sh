#!/usr/bin/env bash
# Put the sample reports on record: the terminal page of one, the HTML of all, an archive of all. Usage: demo.sh BIN
set -euo pipefail
bin=$1
mkdir -p demo
"$bin/onrecord" read examples/phone_call.txt --published 2019-05-20 --publisher "a sample outlet"
"$bin/onrecord" read examples/reports.jsonl --html --out demo/pages
if "$bin/onrecord" add --help >/dev/null 2>&1; then
  rm -f demo/archive.db demo/archive.db-*
  "$bin/onrecord" add examples/reports.jsonl --archive demo/archive.db
  "$bin/onrecord" join --archive demo/archive.db
fi
cat <<TEXT

The sample reports are on record.
  pages, offline:   demo/pages/index.html
  the archive:      demo/archive.db
Next, with a report of your own:
  $bin/onrecord read report.txt --published 2025-05-04
  $bin/onrecord read https://example.org/news/report.html --html > report.html
TEXT
if "$bin/onrecord" serve --help >/dev/null 2>&1; then
  cat <<TEXT
  $bin/onrecord serve --archive demo/archive.db
and then open  http://127.0.0.1:8765/  in a browser.
TEXT
fi
