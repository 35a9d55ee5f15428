"""Log-in, passwords and the second step: django-allauth's pages, of which the portal uses some and closes others."""

from __future__ import annotations

SENT: dict = {}

#                                                            visit  cont neig coor offi admi farO farA root asse comm part nat
ROWS = """
GET  account_login                                         : 200    302  302  302  302  302  302  302  302  302  302  302  302
GET  account_logout                                        : 302    200  200  200  200  200  200  200  200  200  200  200  200
GET  account_inactive                                      : 200    200  200  200  200  200  200  200  200  200  200  200  200
GET  account_signup                                        : 200    302  302  302  302  302  302  302  302  302  302  302  302
GET  account_reauthenticate                                : login  200  200  200  200  200  200  200  200  200  200  200  200
GET  account_email                                         : 302    302  302  302  302  302  302  302  302  302  302  302  302
GET  account_email_verification_sent                       : 200    200  200  200  200  200  200  200  200  200  200  200  200
GET  account_confirm_email unknown                         : 200    200  200  200  200  200  200  200  200  200  200  200  200
GET  account_change_password                               : login  200  200  200  200  200  200  200  200  200  200  200  200
GET  account_set_password                                  : login  302  302  302  302  302  302  302  302  302  302  302  302
GET  account_reset_password                                : 200    200  200  200  200  200  200  200  200  200  200  200  200
GET  account_reset_password_done                           : 200    200  200  200  200  200  200  200  200  200  200  200  200
GET  account_reset_password_from_key 1 unknown             : 200    200  200  200  200  200  200  200  200  200  200  200  200
GET  account_reset_password_from_key_done                  : 200    200  200  200  200  200  200  200  200  200  200  200  200
GET  account_confirm_login_code                            : login  302  302  302  302  302  302  302  302  302  302  302  302
GET  mfa_index                                             : login  200  200  200  200  200  200  200  200  200  200  200  200
GET  mfa_authenticate                                      : login  302  302  302  302  302  302  302  302  302  302  302  302
GET  mfa_reauthenticate                                    : login  302  302  302  302  302  302  302  302  302  302  302  302
GET  mfa_activate_totp                                     : login  302  302  302  302  302  302  302  302  302  302  302  302
GET  mfa_deactivate_totp                                   : login  404  404  404  404  404  404  404  404  404  404  404  404
GET  mfa_view_recovery_codes                               : login  404  404  404  404  404  404  404  404  404  404  404  404
GET  mfa_generate_recovery_codes                           : login  302  302  302  302  302  302  302  302  302  302  302  302
GET  mfa_download_recovery_codes                           : login  404  404  404  404  404  404  404  404  404  404  404  404
"""
