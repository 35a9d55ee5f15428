"""The roof and the ground: home, inbox, operations, reminders, summaries, set-up, the way in, files, preferences."""

from __future__ import annotations

RUNG = {"offset": "5", "who": "contact", "channel": "email", "subject": "เรื่อง", "body": "ข้อความ"}

# What a POST sends, by the name of the address (and its fixed words, where they decide).
SENT = {
    "summary-make": lambda w: {"period": "2570-H1"},
    "rung-preview": lambda w: RUNG,
    "operations-export-begin": lambda w: {},
    "office-mail": lambda w: {"paused": "1"},
    "preferences": lambda w: {"text": "larger"},
}

#                                                            visit  cont neig coor offi admi farO farA root asse comm part nat
ROWS = """
GET  home                                                  : 200    200  200  200  200  200  200  200  200  200  200  200  200
GET  search ?q=ทดสอบ                                        : login  200  200  200  200  200  200  200  200  200  200  200  200
GET  search-box ?q=ทดสอบ                                    : login  200  200  200  200  200  200  200  200  200  200  200  200
GET  search-more ?q=ทดสอบ                                   : login  200  200  200  200  200  200  200  200  200  200  200  200
GET  privacy                                               : 200    200  200  200  200  200  200  200  200  200  200  200  200
GET  livez                                                 : 200    200  200  200  200  200  200  200  200  200  200  200  200
GET  readyz                                                : 200    200  200  200  200  200  200  200  200  200  200  200  200
GET  theme-css                                             : 200    200  200  200  200  200  200  200  200  200  200  200  200
POST preferences                                           : 302    302  302  302  302  302  302  302  302  302  302  302  302
# Only while DEBUG is on; the demo's mail only in the demo.
GET  gallery                                               : 404    404  404  404  404  404  404  404  404  404  404  404  404
GET  demo-mail                                             : 404    404  404  404  404  404  404  404  404  404  404  404  404
GET  demo-mail-one 20270403-1                              : 404    404  404  404  404  404  404  404  404  404  404  404  404

# A person's own things
FORM account                                               : login  200  200  200  200  200  200  200  200  200  200  200  200
GET  my-data                                               : login  200  200  200  200  200  200  200  200  200  200  200  200
GET  my-data-file xlsx                                     : login  200  200  200  200  200  200  200  200  200  200  200  200
GET  my-data-file json                                     : login  200  200  200  200  200  200  200  200  200  200  200  200
GET  my-data-file csv                                      : login  404  404  404  404  404  404  404  404  404  404  404  404
FORM privacy-notice                                        : login  200  200  200  200  200  200  200  200  200  200  200  200
GET  resume                                                : login  302  302  302  302  302  302  302  302  302  302  302  302
GET  inbox                                                 : login  200  200  200  200  200  200  200  200  200  200  200  200
POST inbox-read                                            : resume 302  302  302  302  302  302  302  302  302  302  302  302
POST inbox-open {inbox.pk}                                 : resume 302  404  404  404  404  404  404  404  404  404  404  404

# Files belong to what they hang on
GET  file {pledge.signed_file_id}                          : login  200  404  200  200  200  404  404  200  404  404  404  404
GET  file {evidence_file.pk}                               : login  200  404  200  200  200  404  404  200  404  404  404  404
GET  file {accepted.paper_id}                              : login  200  404  200  200  200  404  404  200  404  404  404  404
GET  file {run.file_id}                                    : login  404  404  404  200  200  404  404  200  404  404  404  404
GET  file {job.file_id}                                    : login  404  404  404  200  404  404  404  404  404  404  404  404
GET  file {lose.pk}                                        : login  200  404  404  404  404  404  404  404  404  404  404  404

# What is sent, and what became of it
GET  operations                                            : login  403  403  403  200  200  200  200  200  403  403  403  403
GET  operations ?of=accounts                               : login  403  403  403  403  200  403  403  200  403  403  403  403
GET  operations-export ?format=xlsx                        : login  403  403  403  200  200  200  200  200  403  403  403  403
GET  operations-export ?format=csv                         : login  403  403  403  200  200  200  200  200  403  403  403  403
GET  operations-export ?of=accounts&format=csv             : login  403  403  403  403  200  403  403  200  403  403  403  403
POST operations-export-begin ?of=accounts&format=csv       : resume 403  403  403  403  302  403  403  302  403  403  403  403
POST operations-export-begin ?format=csv                   : resume 403  403  403  302  302  302  302  302  403  403  403  403
GET  operation {message.pk}                                : login  404  404  404  200  200  404  404  200  404  404  404  404
POST operation-now {message.pk}                            : resume 404  404  404  409  409  404  404  409  404  404  404  404
POST operation-decide {message.pk} resend                  : resume 404  404  404  302  302  404  404  302  404  404  404  404
POST operation-decide {message.pk} arrived                 : resume 404  404  404  409  409  404  404  409  404  404  404  404
POST operation-decide {unknown.pk} arrived                 : resume 404  404  404  302  302  404  404  302  404  404  404  404
POST operation-decide {unknown.pk} not-arrived             : resume 404  404  404  302  302  404  404  302  404  404  404  404
POST operation-decide {text.pk} cancel                     : resume 404  404  404  302  302  404  404  302  404  404  404  404
POST operation-decide {message.pk} nonsense                : resume 404  404  404  404  404  404  404  404  404  404  404  404

# Reminder ladders and texts for LINE
GET  ladders                                               : login  403  403  403  200  200  200  200  200  403  403  403  403
GET  ladder {ladder.pk}                                    : login  404  404  404  200  200  404  404  200  404  404  404  404
POST ladder-switch {ladder.pk}                             : resume 404  404  404  302  302  404  404  302  404  404  404  404
FORM rung-add {ladder.pk}                                  : login  404  404  404  200  200  404  404  200  404  404  404  404
POST rung-preview {ladder.pk}                              : resume 404  404  404  200  200  404  404  200  404  404  404  404
FORM rung-edit {rung.pk}                                   : login  404  404  404  200  200  404  404  200  404  404  404  404
POST rung-remove {rung.pk}                                 : resume 404  404  404  302  302  404  404  302  404  404  404  404
GET  line-texts                                            : login  403  403  200  200  200  200  200  200  403  403  403  403
GET  line-texts ?report={late.pk}                          : login  403  403  200  200  200  404  404  200  403  403  403  403
GET  line-texts ?network={network.pk}                      : login  403  403  200  200  200  404  404  200  403  403  403  403
POST line-passed {text.pk}                                 : resume 404  404  302  302  302  404  404  302  404  404  404  404

# What upper floors lay beside a report, a visit, an assessment and pictures: whoever reads these
GET  pictures-beside activity {done.pk}                    : login  404  404  200  200  200  404  404  200  404  404  404  404
GET  pictures-beside visit {visit_told.pk}                 : login  200  404  200  200  200  404  404  200  404  200  404  404
GET  pictures-beside report {late.pk}                      : login  404  404  404  404  404  404  404  404  404  404  404  404
GET  report-beside {late.pk}                               : login  200  404  200  200  200  404  404  200  404  404  404  404
GET  visit-beside {visit_signed.pk}                        : login  200  404  200  200  200  404  404  200  404  200  404  404
GET  assessment-beside {case.pk}                           : login  200  404  200  200  200  404  404  200  200  200  404  404

# The calendar
GET  calendar                                              : login  200  200  200  200  200  200  200  200  200  200  403  403
GET  calendar ?month=2570-04&view=list                     : login  200  200  200  200  200  200  200  200  200  200  403  403
GET  calendar-export ?month=2570-04&format=xlsx            : login  200  200  200  200  200  200  200  200  200  200  403  403
GET  calendar-export ?month=2570-04&format=csv             : login  200  200  200  200  200  200  200  200  200  200  403  403
GET  calendars                                             : login  200  200  200  200  200  200  200  200  200  200  403  403
POST calendar-make                                         : resume 200  200  200  200  200  200  200  200  200  200  403  403
POST calendar-revoke {subscription.pk}                     : resume 302  404  404  404  404  404  404  404  404  404  404  404
# Telephones read it by its key, without a log-in.
GET  calendar-feed {feed_key}                              : 200    200  200  200  200  200  200  200  200  200  200  200  200
GET  calendar-feed unknown                                 : 404    404  404  404  404  404  404  404  404  404  404  404  404

# Summaries
GET  summaries                                             : login  403  403  403  200  200  200  200  200  403  403  403  403
GET  summary 2570-H1                                       : login  404  404  404  200  200  200  200  200  404  404  404  404
GET  summary 2570-H2                                       : login  404  404  404  404  404  404  404  404  404  404  404  404
GET  summary-file 2570-H1 pdf                              : login  404  404  404  200  200  200  200  200  404  404  404  404
GET  summary-file 2570-H1 xlsx                             : login  404  404  404  200  200  200  200  200  404  404  404  404
GET  summary-file 2570-H1 json                             : login  404  404  404  200  200  200  200  200  404  404  404  404
GET  summary-file 2570-H1 exe                              : login  404  404  404  404  404  404  404  404  404  404  404  404
POST summary-make                                          : resume 403  403  403  302  302  302  302  302  403  403  403  403
POST summary-new-edition 2570-H1                           : resume 403  403  403  302  302  302  302  302  403  403  403  403

# The office, and the way in
GET  setup                                                 : 404    404  404  404  404  404  404  404  404  404  404  404  404
FORM office                                                : login  403  403  403  403  200  403  200  200  403  403  403  403
POST office-mail                                           : resume 403  403  403  403  302  403  302  302  403  403  403  403
POST test-mail                                             : resume 403  403  403  200  200  200  200  200  403  403  403  403
GET  join                                                  : 200    200  200  200  200  200  200  200  200  200  200  200  200
GET  join-open                                             : 302    302  302  302  302  302  302  302  302  302  302  302  302
GET  join-link {token}                                     : 200    200  200  200  200  200  200  200  200  200  200  200  200
GET  join-link unknown                                     : 404    404  404  404  404  404  404  404  404  404  404  404  404

# Figures without the rows behind them: the office, the partner of the province, and who reads all provinces
GET  figures                                               : login  403  403  403  200  200  200  200  200  403  403  200  200
GET  figures ?year=2569                                    : login  403  403  403  200  200  200  200  200  403  403  200  200
GET  figures ?year=2500                                    : login  403  403  403  404  404  404  404  404  403  403  404  404
GET  figures ?province=15                                  : login  403  403  403  403  403  200  200  200  403  403  403  200
GET  figures-compare                                       : login  403  403  403  200  200  200  200  200  403  403  200  200
GET  figures-compare ?by=year                              : login  403  403  403  200  200  200  200  200  403  403  200  200
GET  figures-compare ?by=district&province=15              : login  403  403  403  403  403  200  200  200  403  403  403  200
GET  figures-compare-export ?by=kind&format=csv            : login  403  403  403  200  200  200  200  200  403  403  200  200
GET  figures-compare-export ?by=kind&format=xlsx           : login  403  403  403  200  200  200  200  200  403  403  200  200
GET  figures-export                                        : login  403  403  403  200  200  200  200  200  403  403  200  200
POST figures-file                                          : resume 403  403  403  200  200  409  409  200  403  403  200  200
GET  figures-provinces                                     : login  403  403  403  403  403  403  403  200  403  403  403  200
GET  figures-provinces ?year=2500                          : login  403  403  403  403  403  403  403  404  403  403  403  404
GET  figures-provinces-export ?format=xlsx                 : login  403  403  403  403  403  403  403  200  403  403  403  200
"""
