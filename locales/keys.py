"""A function per text: generated from `locales/ru` by `python -m locales`, never edited by hand."""

from datetime import date

from locales.translator import Number, Text, Word


def access_choose() -> Text:
    return Text("access-choose")


def access_old() -> Text:
    return Text("access-old")


def access_repeat() -> Text:
    return Text("access-repeat")


def access_spoiled() -> Text:
    return Text("access-spoiled")


def access_typed() -> Text:
    return Text("access-typed")


def activation_code(*, company: Word, phone: Word) -> Text:
    return Text("activation-code", {"company": company, "phone": phone})


def activation_join(*, company: Word) -> Text:
    return Text("activation-join", {"company": company})


def activation_join_yes() -> Text:
    return Text("activation-join-yes")


def activation_key() -> Text:
    return Text("activation-key")


def activation_no_key() -> Text:
    return Text("activation-no-key")


def activation_word() -> Text:
    return Text("activation-word")


def broadcast_all() -> Text:
    return Text("broadcast-all")


def broadcast_at(*, at: Word) -> Text:
    return Text("broadcast-at", {"at": at})


def broadcast_begins(*, text: Word) -> Text:
    return Text("broadcast-begins", {"text": text})


def broadcast_button(*, mark: Word, sent: Number, total: Number, what: Word) -> Text:
    return Text("broadcast-button", {"mark": mark, "sent": sent, "total": total, "what": what})


def broadcast_change() -> Text:
    return Text("broadcast-change")


def broadcast_dead(*, blocked: Number, dead: Number) -> Text:
    return Text("broadcast-dead", {"blocked": blocked, "dead": dead})


def broadcast_doubt_ask() -> Text:
    return Text("broadcast-doubt-ask")


def broadcast_doubt_hint_ask() -> Text:
    return Text("broadcast-doubt-hint-ask")


def broadcast_doubt_hint_repeat() -> Text:
    return Text("broadcast-doubt-hint-repeat")


def broadcast_doubt_repeat() -> Text:
    return Text("broadcast-doubt-repeat")


def broadcast_dropped(*, dropped: Number) -> Text:
    return Text("broadcast-dropped", {"dropped": dropped})


def broadcast_head(*, at: Word, who: Word) -> Text:
    return Text("broadcast-head", {"at": at, "who": who})


def broadcast_left(*, left: Number) -> Text:
    return Text("broadcast-left", {"left": left})


def broadcast_left_running(*, left: Number, minutes: Number) -> Text:
    return Text("broadcast-left-running", {"left": left, "minutes": minutes})


def broadcast_line() -> Text:
    return Text("broadcast-line")


def broadcast_list_empty() -> Text:
    return Text("broadcast-list-empty")


def broadcast_list_hint() -> Text:
    return Text("broadcast-list-hint")


def broadcast_list_title() -> Text:
    return Text("broadcast-list-title")


def broadcast_mark_done() -> Text:
    return Text("broadcast-mark-done")


def broadcast_mark_paused() -> Text:
    return Text("broadcast-mark-paused")


def broadcast_mark_running() -> Text:
    return Text("broadcast-mark-running")


def broadcast_mark_stopped() -> Text:
    return Text("broadcast-mark-stopped")


def broadcast_new() -> Text:
    return Text("broadcast-new")


def broadcast_pause() -> Text:
    return Text("broadcast-pause")


def broadcast_preview() -> Text:
    return Text("broadcast-preview")


def broadcast_readers(*, absent: Number, blocked: Number, readers: Number) -> Text:
    return Text("broadcast-readers", {"absent": absent, "blocked": blocked, "readers": readers})


def broadcast_refresh() -> Text:
    return Text("broadcast-refresh")


def broadcast_resume() -> Text:
    return Text("broadcast-resume")


def broadcast_send() -> Text:
    return Text("broadcast-send")


def broadcast_sent(*, sent: Number, total: Number) -> Text:
    return Text("broadcast-sent", {"sent": sent, "total": total})


def broadcast_state_done() -> Text:
    return Text("broadcast-state-done")


def broadcast_state_paused() -> Text:
    return Text("broadcast-state-paused")


def broadcast_state_running() -> Text:
    return Text("broadcast-state-running")


def broadcast_state_stopped() -> Text:
    return Text("broadcast-state-stopped")


def broadcast_stop() -> Text:
    return Text("broadcast-stop")


def broadcast_stop_sure(*, left: Number) -> Text:
    return Text("broadcast-stop-sure", {"left": left})


def broadcast_stop_yes() -> Text:
    return Text("broadcast-stop-yes")


def broadcast_unsure(*, unsure: Number) -> Text:
    return Text("broadcast-unsure", {"unsure": unsure})


def broadcast_write(*, most: Number, readers: Number) -> Text:
    return Text("broadcast-write", {"most": most, "readers": readers})


def certificates_about(*, fingerprint: Word, serial: Word, since: date, until: date) -> Text:
    return Text("certificates-about", {"fingerprint": fingerprint, "serial": serial, "since": since, "until": until})


def certificates_act() -> Text:
    return Text("certificates-act")


def certificates_active(*, since: date, until: date) -> Text:
    return Text("certificates-active", {"since": since, "until": until})


def certificates_caption_act() -> Text:
    return Text("certificates-caption-act")


def certificates_caption_own() -> Text:
    return Text("certificates-caption-own")


def certificates_caption_root() -> Text:
    return Text("certificates-caption-root")


def certificates_case(*, act: Word, fingerprint: Word, name: Word, number: Word, on: date) -> Text:
    return Text("certificates-case", {"act": act, "fingerprint": fingerprint, "name": name, "number": number, "on": on})


def certificates_case_done() -> Text:
    return Text("certificates-case-done")


def certificates_change() -> Text:
    return Text("certificates-change")


def certificates_choose() -> Text:
    return Text("certificates-choose")


def certificates_confirm() -> Text:
    return Text("certificates-confirm")


def certificates_confirmed() -> Text:
    return Text("certificates-confirmed")


def certificates_create() -> Text:
    return Text("certificates-create")


def certificates_details() -> Text:
    return Text("certificates-details")


def certificates_download() -> Text:
    return Text("certificates-download")


def certificates_file_act(*, who: Word) -> Text:
    return Text("certificates-file-act", {"who": who})


def certificates_file_own() -> Text:
    return Text("certificates-file-own")


def certificates_file_root() -> Text:
    return Text("certificates-file-root")


def certificates_forgotten() -> Text:
    return Text("certificates-forgotten")


def certificates_held() -> Text:
    return Text("certificates-held")


def certificates_held_all() -> Text:
    return Text("certificates-held-all")


def certificates_held_case(*, name: Word, number: Word) -> Text:
    return Text("certificates-held-case", {"name": name, "number": number})


def certificates_held_done() -> Text:
    return Text("certificates-held-done")


def certificates_held_empty() -> Text:
    return Text("certificates-held-empty")


def certificates_held_found(*, part: Word) -> Text:
    return Text("certificates-held-found", {"part": part})


def certificates_held_hint() -> Text:
    return Text("certificates-held-hint")


def certificates_held_nobody(*, part: Word) -> Text:
    return Text("certificates-held-nobody", {"part": part})


def certificates_held_none() -> Text:
    return Text("certificates-held-none")


def certificates_held_row(*, begins: Word, ends: Word, serial: Word, state: Word) -> Text:
    return Text("certificates-held-row", {"begins": begins, "ends": ends, "serial": serial, "state": state})


def certificates_held_sure(*, name: Word, number: Word, reason: Word) -> Text:
    return Text("certificates-held-sure", {"name": name, "number": number, "reason": reason})


def certificates_held_title() -> Text:
    return Text("certificates-held-title")


def certificates_held_why(*, name: Word, number: Word) -> Text:
    return Text("certificates-held-why", {"name": name, "number": number})


def certificates_identities(*, identities: Word) -> Text:
    return Text("certificates-identities", {"identities": identities})


def certificates_list_empty() -> Text:
    return Text("certificates-list-empty")


def certificates_list_hint() -> Text:
    return Text("certificates-list-hint")


def certificates_list_title() -> Text:
    return Text("certificates-list-title")


def certificates_locked() -> Text:
    return Text("certificates-locked")


def certificates_menu() -> Text:
    return Text("certificates-menu")


def certificates_none() -> Text:
    return Text("certificates-none")


def certificates_old() -> Text:
    return Text("certificates-old")


def certificates_over() -> Text:
    return Text("certificates-over")


def certificates_pin_changed() -> Text:
    return Text("certificates-pin-changed")


def certificates_queue(*, count: Number) -> Text:
    return Text("certificates-queue", {"count": count})


def certificates_reason(*, reason: Word) -> Text:
    return Text("certificates-reason", {"reason": reason})


def certificates_reason_button(*, reason: Word) -> Text:
    return Text("certificates-reason-button", {"reason": reason})


def certificates_refuse() -> Text:
    return Text("certificates-refuse")


def certificates_refuse_sure(*, name: Word, number: Word) -> Text:
    return Text("certificates-refuse-sure", {"name": name, "number": number})


def certificates_refuse_yes() -> Text:
    return Text("certificates-refuse-yes")


def certificates_refused() -> Text:
    return Text("certificates-refused")


def certificates_reissue() -> Text:
    return Text("certificates-reissue")


def certificates_reissued() -> Text:
    return Text("certificates-reissued")


def certificates_repeat() -> Text:
    return Text("certificates-repeat")


def certificates_revoke() -> Text:
    return Text("certificates-revoke")


def certificates_revoke_sure() -> Text:
    return Text("certificates-revoke-sure")


def certificates_revoke_yes() -> Text:
    return Text("certificates-revoke-yes")


def certificates_revoked() -> Text:
    return Text("certificates-revoked")


def certificates_sms(*, phone: Word) -> Text:
    return Text("certificates-sms", {"phone": phone})


def certificates_title() -> Text:
    return Text("certificates-title")


def certificates_typed() -> Text:
    return Text("certificates-typed")


def certificates_waiting(*, act: Word, asked: Word, by: date) -> Text:
    return Text("certificates-waiting", {"act": act, "asked": asked, "by": by})


def check_again() -> Text:
    return Text("check-again")


def check_ask(*, most: Word, size: Word) -> Text:
    return Text("check-ask", {"most": most, "size": size})


def check_bad(*, file: Word) -> Text:
    return Text("check-bad", {"file": file})


def check_chain() -> Text:
    return Text("check-chain")


def check_do() -> Text:
    return Text("check-do")


def check_drop() -> Text:
    return Text("check-drop")


def check_file(*, name: Word) -> Text:
    return Text("check-file", {"name": name})


def check_good(*, file: Word) -> Text:
    return Text("check-good", {"file": file})


def check_in_force() -> Text:
    return Text("check-in-force")


def check_inside(*, field: Word) -> Text:
    return Text("check-inside", {"field": field})


def check_inside_unread() -> Text:
    return Text("check-inside-unread")


def check_later(*, at: Word) -> Text:
    return Text("check-later", {"at": at})


def check_more() -> Text:
    return Text("check-more")


def check_no_document() -> Text:
    return Text("check-no-document")


def check_no_numbers(*, file: Word) -> Text:
    return Text("check-no-numbers", {"file": file})


def check_numbers(*, begins: Word, ends: Word, file: Word, fingerprint: Word, serial: Word) -> Text:
    return Text(
        "check-numbers",
        {"begins": begins, "ends": ends, "file": file, "fingerprint": fingerprint, "serial": serial},
    )


def check_numbers_hide() -> Text:
    return Text("check-numbers-hide")


def check_numbers_show() -> Text:
    return Text("check-numbers-show")


def check_ours() -> Text:
    return Text("check-ours")


def check_problem_algorithm() -> Text:
    return Text("check-problem-algorithm")


def check_problem_bare() -> Text:
    return Text("check-problem-bare")


def check_problem_chain() -> Text:
    return Text("check-problem-chain")


def check_problem_document(*, file: Word) -> Text:
    return Text("check-problem-document", {"file": file})


def check_problem_foreign() -> Text:
    return Text("check-problem-foreign")


def check_problem_forged() -> Text:
    return Text("check-problem-forged")


def check_problem_form() -> Text:
    return Text("check-problem-form")


def check_problem_later() -> Text:
    return Text("check-problem-later")


def check_problem_malformed() -> Text:
    return Text("check-problem-malformed")


def check_problem_no_list() -> Text:
    return Text("check-problem-no-list")


def check_problem_revoked() -> Text:
    return Text("check-problem-revoked")


def check_problem_stamp() -> Text:
    return Text("check-problem-stamp")


def check_problem_term() -> Text:
    return Text("check-problem-term")


def check_problem_unregistered() -> Text:
    return Text("check-problem-unregistered")


def check_problem_usage() -> Text:
    return Text("check-problem-usage")


def check_problem_weak() -> Text:
    return Text("check-problem-weak")


def check_since_allowed() -> Text:
    return Text("check-since-allowed")


def check_since_nothing() -> Text:
    return Text("check-since-nothing")


def check_stamp(*, at: Word) -> Text:
    return Text("check-stamp", {"at": at})


def check_title() -> Text:
    return Text("check-title")


def check_unchecked(*, file: Word) -> Text:
    return Text("check-unchecked", {"file": file})


def check_when(*, at: Word) -> Text:
    return Text("check-when", {"at": at})


def check_who(*, company: Word, name: Word, title: Word) -> Text:
    return Text("check-who", {"company": company, "name": name, "title": title})


def check_whole(*, file: Word) -> Text:
    return Text("check-whole", {"file": file})


def command_broadcast() -> Text:
    return Text("command-broadcast")


def command_cancel() -> Text:
    return Text("command-cancel")


def command_desk() -> Text:
    return Text("command-desk")


def command_help() -> Text:
    return Text("command-help")


def command_leave() -> Text:
    return Text("command-leave")


def command_requests() -> Text:
    return Text("command-requests")


def command_settings() -> Text:
    return Text("command-settings")


def command_start() -> Text:
    return Text("command-start")


def command_tasks() -> Text:
    return Text("command-tasks")


def command_troubles() -> Text:
    return Text("command-troubles")


def command_undelivered() -> Text:
    return Text("command-undelivered")


def common_back() -> Text:
    return Text("common-back")


def common_cancel() -> Text:
    return Text("common-cancel")


def common_done() -> Text:
    return Text("common-done")


def common_empty_text() -> Text:
    return Text("common-empty-text")


def common_home() -> Text:
    return Text("common-home")


def common_next() -> Text:
    return Text("common-next")


def common_no_room() -> Text:
    return Text("common-no-room")


def common_none() -> Text:
    return Text("common-none")


def common_not_stated() -> Text:
    return Text("common-not-stated")


def common_open() -> Text:
    return Text("common-open")


def common_page_place(*, page: Number, pages: Number) -> Text:
    return Text("common-page-place", {"page": page, "pages": pages})


def common_show() -> Text:
    return Text("common-show")


def common_stale() -> Text:
    return Text("common-stale")


def common_trouble(*, number: Word) -> Text:
    return Text("common-trouble", {"number": number})


def common_unknown_input() -> Text:
    return Text("common-unknown-input")


def console_api_rival() -> Text:
    return Text("console-api-rival")


def console_api_token() -> Text:
    return Text("console-api-token")


def console_api_trouble(*, address: Word, status: Word) -> Text:
    return Text("console-api-trouble", {"address": address, "status": status})


def console_api_unreachable() -> Text:
    return Text("console-api-unreachable")


def console_api_webhook() -> Text:
    return Text("console-api-webhook")


def console_arg_command() -> Text:
    return Text("console-arg-command")


def console_arg_file() -> Text:
    return Text("console-arg-file")


def console_arg_inn() -> Text:
    return Text("console-arg-inn")


def console_arg_number() -> Text:
    return Text("console-arg-number")


def console_arg_role() -> Text:
    return Text("console-arg-role")


def console_bad_line(*, program: Word, usage: Word) -> Text:
    return Text("console-bad-line", {"program": program, "usage": usage})


def console_bad_token() -> Text:
    return Text("console-bad-token")


def console_busy(*, port: Word) -> Text:
    return Text("console-busy", {"port": port})


def console_cluster_again(*, address: Word, name: Word, pid: Word) -> Text:
    return Text("console-cluster-again", {"address": address, "name": name, "pid": pid})


def console_cluster_begins() -> Text:
    return Text("console-cluster-begins")


def console_cluster_ended(*, how: Word, name: Word, number: Word, pid: Word) -> Text:
    return Text("console-cluster-ended", {"how": how, "name": name, "number": number, "pid": pid})


def console_cluster_no_start(*, name: Word, why: Word) -> Text:
    return Text("console-cluster-no-start", {"name": name, "why": why})


def console_cluster_ready(*, folder: Word, journals: Word, pid: Word, program: Word, rows: Word) -> Text:
    return Text(
        "console-cluster-ready",
        {"folder": folder, "journals": journals, "pid": pid, "program": program, "rows": rows},
    )


def console_cluster_rival(*, folder: Word) -> Text:
    return Text("console-cluster-rival", {"folder": folder})


def console_cluster_row(*, address: Word, name: Word, pid: Word) -> Text:
    return Text("console-cluster-row", {"address": address, "name": name, "pid": pid})


def console_commands() -> Text:
    return Text("console-commands")


def console_demo_bot() -> Text:
    return Text("console-demo-bot")


def console_demo_ready(*, address: Word, code: Word, person: Word) -> Text:
    return Text("console-demo-ready", {"address": address, "code": code, "person": person})


def console_demo_second(*, folder: Word, program: Word) -> Text:
    return Text("console-demo-second", {"folder": folder, "program": program})


def console_demo_stop() -> Text:
    return Text("console-demo-stop")


def console_doctor_api() -> Text:
    return Text("console-doctor-api")


def console_doctor_api_fine(*, bot: Word) -> Text:
    return Text("console-doctor-api-fine", {"bot": bot})


def console_doctor_clock() -> Text:
    return Text("console-doctor-clock")


def console_doctor_clock_fine(*, seconds: Word) -> Text:
    return Text("console-doctor-clock-fine", {"seconds": seconds})


def console_doctor_clock_off(*, seconds: Word) -> Text:
    return Text("console-doctor-clock-off", {"seconds": seconds})


def console_doctor_database() -> Text:
    return Text("console-doctor-database")


def console_doctor_database_empty() -> Text:
    return Text("console-doctor-database-empty")


def console_doctor_database_fine(*, stamp: Word) -> Text:
    return Text("console-doctor-database-fine", {"stamp": stamp})


def console_doctor_disk() -> Text:
    return Text("console-doctor-disk")


def console_doctor_disk_closed(*, path: Word) -> Text:
    return Text("console-doctor-disk-closed", {"path": path})


def console_doctor_disk_fine(*, free: Word) -> Text:
    return Text("console-doctor-disk-fine", {"free": free})


def console_doctor_disk_full(*, free: Word, path: Word) -> Text:
    return Text("console-doctor-disk-full", {"free": free, "path": path})


def console_doctor_fine() -> Text:
    return Text("console-doctor-fine")


def console_doctor_fonts() -> Text:
    return Text("console-doctor-fonts")


def console_doctor_fonts_none() -> Text:
    return Text("console-doctor-fonts-none")


def console_doctor_keys() -> Text:
    return Text("console-doctor-keys")


def console_doctor_keys_fine(*, path: Word) -> Text:
    return Text("console-doctor-keys-fine", {"path": path})


def console_doctor_keys_none(*, path: Word) -> Text:
    return Text("console-doctor-keys-none", {"path": path})


def console_doctor_mail() -> Text:
    return Text("console-doctor-mail")


def console_doctor_mail_bad(*, why: Word) -> Text:
    return Text("console-doctor-mail-bad", {"why": why})


def console_doctor_mail_fine(*, sender: Word) -> Text:
    return Text("console-doctor-mail-fine", {"sender": sender})


def console_doctor_mail_none() -> Text:
    return Text("console-doctor-mail-none")


def console_doctor_mail_play() -> Text:
    return Text("console-doctor-mail-play")


def console_doctor_migrations() -> Text:
    return Text("console-doctor-migrations")


def console_doctor_row(*, name: Word, ok: Word, text: Word) -> Text:
    return Text("console-doctor-row", {"name": name, "ok": ok, "text": text})


def console_doctor_schema_fine(*, revision: Word) -> Text:
    return Text("console-doctor-schema-fine", {"revision": revision})


def console_doctor_schema_old(*, head: Word, revision: Word) -> Text:
    return Text("console-doctor-schema-old", {"head": head, "revision": revision})


def console_doctor_settings() -> Text:
    return Text("console-doctor-settings")


def console_doctor_skipped() -> Text:
    return Text("console-doctor-skipped")


def console_doctor_stamps() -> Text:
    return Text("console-doctor-stamps")


def console_doctor_stamps_fine(*, count: Word) -> Text:
    return Text("console-doctor-stamps-fine", {"count": count})


def console_doctor_stamps_none() -> Text:
    return Text("console-doctor-stamps-none")


def console_edo_arg_day() -> Text:
    return Text("console-edo-arg-day")


def console_edo_arg_folder() -> Text:
    return Text("console-edo-arg-folder")


def console_edo_arg_text() -> Text:
    return Text("console-edo-arg-text")


def console_edo_arg_url() -> Text:
    return Text("console-edo-arg-url")


def console_edo_crl_done(*, count: Word, path: Word) -> Text:
    return Text("console-edo-crl-done", {"count": count, "path": path})


def console_edo_done(*, company: Word, new: Number) -> Text:
    return Text("console-edo-done", {"company": company, "new": new})


def console_edo_help() -> Text:
    return Text("console-edo-help")


def console_edo_help_act_date() -> Text:
    return Text("console-edo-help-act-date")


def console_edo_help_act_name() -> Text:
    return Text("console-edo-help-act-name")


def console_edo_help_act_number() -> Text:
    return Text("console-edo-help-act-number")


def console_edo_help_address() -> Text:
    return Text("console-edo-help-address")


def console_edo_help_answer_by() -> Text:
    return Text("console-edo-help-answer-by")


def console_edo_help_basis() -> Text:
    return Text("console-edo-help-basis")


def console_edo_help_crl_url() -> Text:
    return Text("console-edo-help-crl-url")


def console_edo_help_deed() -> Text:
    return Text("console-edo-help-deed")


def console_edo_help_heads_to() -> Text:
    return Text("console-edo-help-heads-to")


def console_edo_help_ogrn() -> Text:
    return Text("console-edo-help-ogrn")


def console_edo_help_out() -> Text:
    return Text("console-edo-help-out")


def console_edo_help_place() -> Text:
    return Text("console-edo-help-place")


def console_edo_help_starts() -> Text:
    return Text("console-edo-help-starts")


def console_edo_help_system() -> Text:
    return Text("console-edo-help-system")


def console_edo_no_company(*, inn: Word) -> Text:
    return Text("console-edo-no-company", {"inn": inn})


def console_edo_no_out() -> Text:
    return Text("console-edo-no-out")


def console_edo_out_refused(*, path: Word, why: Word) -> Text:
    return Text("console-edo-out-refused", {"path": path, "why": why})


def console_edo_which(*, inns: Word) -> Text:
    return Text("console-edo-which", {"inns": inns})


def console_empty_database() -> Text:
    return Text("console-empty-database")


def console_epilog() -> Text:
    return Text("console-epilog")


def console_group_options() -> Text:
    return Text("console-group-options")


def console_group_what() -> Text:
    return Text("console-group-what")


def console_has_people() -> Text:
    return Text("console-has-people")


def console_health_taken(*, address: Word, why: Word) -> Text:
    return Text("console-health-taken", {"address": address, "why": why})


def console_help_company() -> Text:
    return Text("console-help-company")


def console_help_demo() -> Text:
    return Text("console-help-demo")


def console_help_doctor() -> Text:
    return Text("console-help-doctor")


def console_help_help() -> Text:
    return Text("console-help-help")


def console_help_invite() -> Text:
    return Text("console-help-invite")


def console_help_json() -> Text:
    return Text("console-help-json")


def console_help_migrate() -> Text:
    return Text("console-help-migrate")


def console_help_number() -> Text:
    return Text("console-help-number")


def console_help_out() -> Text:
    return Text("console-help-out")


def console_help_preview() -> Text:
    return Text("console-help-preview")


def console_help_role() -> Text:
    return Text("console-help-role")


def console_help_run() -> Text:
    return Text("console-help-run")


def console_help_seed() -> Text:
    return Text("console-help-seed")


def console_help_status() -> Text:
    return Text("console-help-status")


def console_help_unlock() -> Text:
    return Text("console-help-unlock")


def console_hint_certificate() -> Text:
    return Text("console-hint-certificate")


def console_hint_code(*, code: Word) -> Text:
    return Text("console-hint-code", {"code": code})


def console_hint_desk() -> Text:
    return Text("console-hint-desk")


def console_hint_joining() -> Text:
    return Text("console-hint-joining")


def console_hint_key(*, person: Word) -> Text:
    return Text("console-hint-key", {"person": person})


def console_hint_leave() -> Text:
    return Text("console-hint-leave")


def console_hint_manager() -> Text:
    return Text("console-hint-manager")


def console_invited(*, key: Word, link: Word, name: Word) -> Text:
    return Text("console-invited", {"key": key, "link": link, "name": name})


def console_journal_added(*, numbers: Word) -> Text:
    return Text("console-journal-added", {"numbers": numbers})


def console_journal_alone() -> Text:
    return Text("console-journal-alone")


def console_journal_arg_head() -> Text:
    return Text("console-journal-arg-head")


def console_journal_changed(*, numbers: Word) -> Text:
    return Text("console-journal-changed", {"numbers": numbers})


def console_journal_fine() -> Text:
    return Text("console-journal-fine")


def console_journal_fits(*, head: Word) -> Text:
    return Text("console-journal-fits", {"head": head})


def console_journal_forged(*, days: Word) -> Text:
    return Text("console-journal-forged", {"days": days})


def console_journal_gaps(*, numbers: Word) -> Text:
    return Text("console-journal-gaps", {"numbers": numbers})


def console_journal_help() -> Text:
    return Text("console-journal-help")


def console_journal_help_against() -> Text:
    return Text("console-journal-help-against")


def console_journal_help_deed() -> Text:
    return Text("console-journal-help-deed")


def console_journal_no_head(*, typed: Word) -> Text:
    return Text("console-journal-no-head", {"typed": typed})


def console_journal_own(*, count: Word) -> Text:
    return Text("console-journal-own", {"count": count})


def console_journal_removed(*, numbers: Word) -> Text:
    return Text("console-journal-removed", {"numbers": numbers})


def console_journal_rewritten() -> Text:
    return Text("console-journal-rewritten")


def console_journal_short(*, head: Word, size: Word) -> Text:
    return Text("console-journal-short", {"head": head, "size": size})


def console_journal_span(*, first: Word, head: Word, last: Word) -> Text:
    return Text("console-journal-span", {"first": first, "head": head, "last": last})


def console_journal_stale() -> Text:
    return Text("console-journal-stale")


def console_journal_tree(*, head: Word, size: Word, unsealed: Word) -> Text:
    return Text("console-journal-tree", {"head": head, "size": size, "unsealed": unsealed})


def console_journal_typed() -> Text:
    return Text("console-journal-typed")


def console_keys_broken(*, path: Word) -> Text:
    return Text("console-keys-broken", {"path": path})


def console_keys_foreign(*, path: Word) -> Text:
    return Text("console-keys-foreign", {"path": path})


def console_keys_grown(*, path: Word) -> Text:
    return Text("console-keys-grown", {"path": path})


def console_keys_inside() -> Text:
    return Text("console-keys-inside")


def console_keys_made(*, path: Word) -> Text:
    return Text("console-keys-made", {"path": path})


def console_keys_missing(*, path: Word) -> Text:
    return Text("console-keys-missing", {"path": path})


def console_keys_not_grown(*, path: Word, why: Word) -> Text:
    return Text("console-keys-not-grown", {"path": path, "why": why})


def console_keys_old(*, path: Word) -> Text:
    return Text("console-keys-old", {"path": path})


def console_keys_open(*, path: Word) -> Text:
    return Text("console-keys-open", {"path": path})


def console_keys_unreadable(*, path: Word, why: Word) -> Text:
    return Text("console-keys-unreadable", {"path": path, "why": why})


def console_keys_unwritable(*, path: Word, why: Word) -> Text:
    return Text("console-keys-unwritable", {"path": path, "why": why})


def console_migrated(*, revision: Word) -> Text:
    return Text("console-migrated", {"revision": revision})


def console_new_schema(*, revision: Word) -> Text:
    return Text("console-new-schema", {"revision": revision})


def console_no_answer() -> Text:
    return Text("console-no-answer")


def console_no_api(*, address: Word, why: Word) -> Text:
    return Text("console-no-api", {"address": address, "why": why})


def console_no_connection() -> Text:
    return Text("console-no-connection")


def console_no_database(*, why: Word) -> Text:
    return Text("console-no-database", {"why": why})


def console_no_link() -> Text:
    return Text("console-no-link")


def console_no_mail_from() -> Text:
    return Text("console-no-mail-from")


def console_no_metrics_token() -> Text:
    return Text("console-no-metrics-token")


def console_no_people() -> Text:
    return Text("console-no-people")


def console_no_sms() -> Text:
    return Text("console-no-sms")


def console_no_token() -> Text:
    return Text("console-no-token")


def console_no_tsa_roots() -> Text:
    return Text("console-no-tsa-roots")


def console_no_webhook_secret() -> Text:
    return Text("console-no-webhook-secret")


def console_nobody(*, number: Word) -> Text:
    return Text("console-nobody", {"number": number})


def console_nobody_in(*, inn: Word, number: Word) -> Text:
    return Text("console-nobody-in", {"inn": inn, "number": number})


def console_old_schema() -> Text:
    return Text("console-old-schema")


def console_part_died(*, part: Word) -> Text:
    return Text("console-part-died", {"part": part})


def console_previewed(*, path: Word) -> Text:
    return Text("console-previewed", {"path": path})


def console_program() -> Text:
    return Text("console-program")


def console_public_taken(*, address: Word, why: Word) -> Text:
    return Text("console-public-taken", {"address": address, "why": why})


def console_role_admin() -> Text:
    return Text("console-role-admin")


def console_role_director() -> Text:
    return Text("console-role-director")


def console_role_hr() -> Text:
    return Text("console-role-hr")


def console_role_manager() -> Text:
    return Text("console-role-manager")


def console_role_sqlite() -> Text:
    return Text("console-role-sqlite")


def console_rotation_begun(*, seconds: Word) -> Text:
    return Text("console-rotation-begun", {"seconds": seconds})


def console_rotation_done(*, keys: Word, path: Word) -> Text:
    return Text("console-rotation-done", {"keys": keys, "path": path})


def console_rotation_elsewhere(*, hosts: Word) -> Text:
    return Text("console-rotation-elsewhere", {"hosts": hosts})


def console_rotation_force(*, keys: Word) -> Text:
    return Text("console-rotation-force", {"keys": keys})


def console_rotation_help() -> Text:
    return Text("console-rotation-help")


def console_rotation_help_deed() -> Text:
    return Text("console-rotation-help-deed")


def console_rotation_help_shared() -> Text:
    return Text("console-rotation-help-shared")


def console_rotation_kept() -> Text:
    return Text("console-rotation-kept")


def console_rotation_left(*, count: Number) -> Text:
    return Text("console-rotation-left", {"count": count})


def console_rotation_no_old() -> Text:
    return Text("console-rotation-no-old")


def console_rotation_old(*, keys: Word) -> Text:
    return Text("console-rotation-old", {"keys": keys})


def console_rotation_place(*, count: Word, place: Word) -> Text:
    return Text("console-rotation-place", {"count": count, "place": place})


def console_rotation_runs() -> Text:
    return Text("console-rotation-runs")


def console_rotation_unwritable(*, path: Word, why: Word) -> Text:
    return Text("console-rotation-unwritable", {"path": path, "why": why})


def console_run_demo() -> Text:
    return Text("console-run-demo")


def console_running(*, bot: Word) -> Text:
    return Text("console-running", {"bot": bot})


def console_sandbox_failed(*, why: Word) -> Text:
    return Text("console-sandbox-failed", {"why": why})


def console_seed_company(*, inn: Word, name: Word) -> Text:
    return Text("console-seed-company", {"inn": inn, "name": name})


def console_seed_demo() -> Text:
    return Text("console-seed-demo")


def console_seed_roles(*, roles: Word) -> Text:
    return Text("console-seed-roles", {"roles": roles})


def console_seed_row(*, name: Word, number: Word, phone: Word, roles: Word) -> Text:
    return Text("console-seed-row", {"name": name, "number": number, "phone": phone, "roles": roles})


def console_seeded(*, people: Number) -> Text:
    return Text("console-seeded", {"people": people})


def console_setting_choice(*, choice: Word, name: Word) -> Text:
    return Text("console-setting-choice", {"choice": choice, "name": name})


def console_setting_database(*, name: Word) -> Text:
    return Text("console-setting-database", {"name": name})


def console_setting_host(*, name: Word) -> Text:
    return Text("console-setting-host", {"name": name})


def console_setting_listen(*, name: Word) -> Text:
    return Text("console-setting-listen", {"name": name})


def console_setting_mail(*, name: Word) -> Text:
    return Text("console-setting-mail", {"name": name})


def console_setting_metrics_token(*, name: Word) -> Text:
    return Text("console-setting-metrics-token", {"name": name})


def console_setting_plain_http(*, name: Word) -> Text:
    return Text("console-setting-plain-http", {"name": name})


def console_setting_stamps(*, name: Word) -> Text:
    return Text("console-setting-stamps", {"name": name})


def console_setting_token(*, name: Word) -> Text:
    return Text("console-setting-token", {"name": name})


def console_setting_url(*, name: Word) -> Text:
    return Text("console-setting-url", {"name": name})


def console_setting_webhook_secret(*, name: Word) -> Text:
    return Text("console-setting-webhook-secret", {"name": name})


def console_setting_wrong(*, name: Word) -> Text:
    return Text("console-setting-wrong", {"name": name})


def console_sms_log() -> Text:
    return Text("console-sms-log")


def console_sms_sandbox() -> Text:
    return Text("console-sms-sandbox")


def console_smtp_ca_unread(*, path: Word) -> Text:
    return Text("console-smtp-ca-unread", {"path": path})


def console_smtp_half() -> Text:
    return Text("console-smtp-half")


def console_smtp_plain() -> Text:
    return Text("console-smtp-plain")


def console_status_age(*, count: Word, unit: Word) -> Text:
    return Text("console-status-age", {"count": count, "unit": unit})


def console_status_alive(*, count: Number, roles: Word, silent: Word) -> Text:
    return Text("console-status-alive", {"count": count, "roles": roles, "silent": silent})


def console_status_aside(*, count: Number, numbers: Word) -> Text:
    return Text("console-status-aside", {"count": count, "numbers": numbers})


def console_status_cards(*, age: Word, count: Number) -> Text:
    return Text("console-status-cards", {"age": age, "count": count})


def console_status_cards_late(*, age: Word) -> Text:
    return Text("console-status-cards-late", {"age": age})


def console_status_copies(*, count: Number) -> Text:
    return Text("console-status-copies", {"count": count})


def console_status_database(*, size: Word, stamp: Word, upkeep: Word) -> Text:
    return Text("console-status-database", {"size": size, "stamp": stamp, "upkeep": upkeep})


def console_status_fine() -> Text:
    return Text("console-status-fine")


def console_status_later(*, count: Number) -> Text:
    return Text("console-status-later", {"count": count})


def console_status_letters(*, age: Word, count: Number) -> Text:
    return Text("console-status-letters", {"age": age, "count": count})


def console_status_letters_late(*, age: Word) -> Text:
    return Text("console-status-letters-late", {"age": age})


def console_status_never() -> Text:
    return Text("console-status-never")


def console_status_no_courier() -> Text:
    return Text("console-status-no-courier")


def console_status_no_schedule() -> Text:
    return Text("console-status-no-schedule")


def console_status_no_upkeep(*, age: Word) -> Text:
    return Text("console-status-no-upkeep", {"age": age})


def console_status_no_worker() -> Text:
    return Text("console-status-no-worker")


def console_status_nobody() -> Text:
    return Text("console-status-nobody")


def console_status_none_alive() -> Text:
    return Text("console-status-none-alive")


def console_status_open(*, age: Word, count: Number) -> Text:
    return Text("console-status-open", {"age": age, "count": count})


def console_status_person() -> Text:
    return Text("console-status-person")


def console_status_refusal(*, age: Word, why: Word) -> Text:
    return Text("console-status-refusal", {"age": age, "why": why})


def console_status_role_courier(*, count: Number) -> Text:
    return Text("console-status-role-courier", {"count": count})


def console_status_role_courier_waits(*, count: Number) -> Text:
    return Text("console-status-role-courier-waits", {"count": count})


def console_status_role_schedule(*, count: Number) -> Text:
    return Text("console-status-role-schedule", {"count": count})


def console_status_role_schedule_waits(*, count: Number) -> Text:
    return Text("console-status-role-schedule-waits", {"count": count})


def console_status_role_worker(*, count: Number) -> Text:
    return Text("console-status-role-worker", {"count": count})


def console_status_role_worker_waits(*, count: Number) -> Text:
    return Text("console-status-role-worker-waits", {"count": count})


def console_status_silent(*, age: Word, count: Number) -> Text:
    return Text("console-status-silent", {"age": age, "count": count})


def console_status_stranded(*, count: Number, why: Word) -> Text:
    return Text("console-status-stranded", {"count": count, "why": why})


def console_status_undelivered(*, count: Number) -> Text:
    return Text("console-status-undelivered", {"count": count})


def console_status_unsure(*, count: Number) -> Text:
    return Text("console-status-unsure", {"count": count})


def console_status_updates_late(*, age: Word) -> Text:
    return Text("console-status-updates-late", {"age": age})


def console_status_upkeep(*, age: Word) -> Text:
    return Text("console-status-upkeep", {"age": age})


def console_status_wrong(*, text: Word) -> Text:
    return Text("console-status-wrong", {"text": text})


def console_stopped() -> Text:
    return Text("console-stopped")


def console_trial() -> Text:
    return Text("console-trial")


def console_trouble_again(*, number: Word) -> Text:
    return Text("console-trouble-again", {"number": number})


def console_trouble_help_again() -> Text:
    return Text("console-trouble-help-again")


def console_trouble_help_list() -> Text:
    return Text("console-trouble-help-list")


def console_trouble_help_number() -> Text:
    return Text("console-trouble-help-number")


def console_trouble_no_number(*, number: Word) -> Text:
    return Text("console-trouble-no-number", {"number": number})


def console_trouble_none() -> Text:
    return Text("console-trouble-none")


def console_trouble_row(*, age: Word, kind: Word, number: Word) -> Text:
    return Text("console-trouble-row", {"age": age, "kind": kind, "number": number})


def console_trouble_unknown(*, number: Word) -> Text:
    return Text("console-trouble-unknown", {"number": number})


def console_tsa_roots_unread(*, path: Word) -> Text:
    return Text("console-tsa-roots-unread", {"path": path})


def console_unexpected() -> Text:
    return Text("console-unexpected")


def console_unlocked(*, name: Word) -> Text:
    return Text("console-unlocked", {"name": name})


def console_usage() -> Text:
    return Text("console-usage")


def console_verify_bad(*, file: Word) -> Text:
    return Text("console-verify-bad", {"file": file})


def console_verify_claimed(*, moment: Word) -> Text:
    return Text("console-verify-claimed", {"moment": moment})


def console_verify_document(*, file: Word) -> Text:
    return Text("console-verify-document", {"file": file})


def console_verify_good(*, file: Word) -> Text:
    return Text("console-verify-good", {"file": file})


def console_verify_help() -> Text:
    return Text("console-verify-help")


def console_verify_help_files() -> Text:
    return Text("console-verify-help-files")


def console_verify_help_root() -> Text:
    return Text("console-verify-help-root")


def console_verify_help_stamp_root() -> Text:
    return Text("console-verify-help-stamp-root")


def console_verify_inside(*, field: Word) -> Text:
    return Text("console-verify-inside", {"field": field})


def console_verify_inside_unread() -> Text:
    return Text("console-verify-inside-unread")


def console_verify_large(*, limit: Word, path: Word) -> Text:
    return Text("console-verify-large", {"limit": limit, "path": path})


def console_verify_later(*, moment: Word) -> Text:
    return Text("console-verify-later", {"moment": moment})


def console_verify_no_document() -> Text:
    return Text("console-verify-no-document")


def console_verify_no_root(*, path: Word) -> Text:
    return Text("console-verify-no-root", {"path": path})


def console_verify_nothing() -> Text:
    return Text("console-verify-nothing")


def console_verify_own_root(*, fingerprint: Word, name: Word) -> Text:
    return Text("console-verify-own-root", {"fingerprint": fingerprint, "name": name})


def console_verify_problem(*, text: Word) -> Text:
    return Text("console-verify-problem", {"text": text})


def console_verify_register() -> Text:
    return Text("console-verify-register")


def console_verify_serial(*, serial: Word) -> Text:
    return Text("console-verify-serial", {"serial": serial})


def console_verify_signer(*, company: Word, name: Word, title: Word) -> Text:
    return Text("console-verify-signer", {"company": company, "name": name, "title": title})


def console_verify_since_allowed() -> Text:
    return Text("console-verify-since-allowed")


def console_verify_since_nothing() -> Text:
    return Text("console-verify-since-nothing")


def console_verify_stamp(*, moment: Word) -> Text:
    return Text("console-verify-stamp", {"moment": moment})


def console_verify_unchecked(*, file: Word) -> Text:
    return Text("console-verify-unchecked", {"file": file})


def console_verify_unread(*, path: Word, why: Word) -> Text:
    return Text("console-verify-unread", {"path": path, "why": why})


def console_webhook_refused() -> Text:
    return Text("console-webhook-refused")


def console_webhook_taken(*, address: Word, why: Word) -> Text:
    return Text("console-webhook-taken", {"address": address, "why": why})


def console_webhook_token() -> Text:
    return Text("console-webhook-token")


def console_which_company(*, inns: Word, number: Word) -> Text:
    return Text("console-which-company", {"inns": inns, "number": number})


def copy_answer(*, dated: date, number: Word) -> Text:
    return Text("copy-answer", {"dated": dated, "number": number})


def copy_compare() -> Text:
    return Text("copy-compare")


def copy_date(*, dated: date) -> Text:
    return Text("copy-date", {"dated": dated})


def copy_how() -> Text:
    return Text("copy-how")


def copy_how_bot() -> Text:
    return Text("copy-how-bot")


def copy_how_root() -> Text:
    return Text("copy-how-root")


def copy_how_script() -> Text:
    return Text("copy-how-script")


def copy_number(*, number: Word) -> Text:
    return Text("copy-number", {"number": number})


def copy_often_title() -> Text:
    return Text("copy-often-title")


def copy_proof() -> Text:
    return Text("copy-proof")


def copy_signed() -> Text:
    return Text("copy-signed")


def copy_silent() -> Text:
    return Text("copy-silent")


def copy_title() -> Text:
    return Text("copy-title")


def copy_trouble() -> Text:
    return Text("copy-trouble")


def copy_trouble_title() -> Text:
    return Text("copy-trouble-title")


def copy_unknown() -> Text:
    return Text("copy-unknown")


def copy_unknown_title() -> Text:
    return Text("copy-unknown-title")


def desk_accept() -> Text:
    return Text("desk-accept")


def desk_again() -> Text:
    return Text("desk-again")


def desk_anonymous() -> Text:
    return Text("desk-anonymous")


def desk_approve() -> Text:
    return Text("desk-approve")


def desk_asked(*, who: Word) -> Text:
    return Text("desk-asked", {"who": who})


def desk_back() -> Text:
    return Text("desk-back")


def desk_confirm(*, company: Word, title: Word, who: Word) -> Text:
    return Text("desk-confirm", {"company": company, "title": title, "who": who})


def desk_confirm_alone() -> Text:
    return Text("desk-confirm-alone")


def desk_confirm_no() -> Text:
    return Text("desk-confirm-no")


def desk_confirm_yes() -> Text:
    return Text("desk-confirm-yes")


def desk_decline() -> Text:
    return Text("desk-decline")


def desk_decline_why() -> Text:
    return Text("desk-decline-why")


def desk_in_group() -> Text:
    return Text("desk-in-group")


def desk_link_do() -> Text:
    return Text("desk-link-do")


def desk_link_open() -> Text:
    return Text("desk-link-open")


def desk_own_words() -> Text:
    return Text("desk-own-words")


def desk_reason_decline_1() -> Text:
    return Text("desk-reason-decline-1")


def desk_reason_decline_2() -> Text:
    return Text("desk-reason-decline-2")


def desk_reason_decline_3() -> Text:
    return Text("desk-reason-decline-3")


def desk_reason_return_1() -> Text:
    return Text("desk-reason-return-1")


def desk_reason_return_2() -> Text:
    return Text("desk-reason-return-2")


def desk_reason_return_3() -> Text:
    return Text("desk-reason-return-3")


def desk_return() -> Text:
    return Text("desk-return")


def desk_return_why() -> Text:
    return Text("desk-return-why")


def desk_state_accepted(*, due: Word, who: Word) -> Text:
    return Text("desk-state-accepted", {"due": due, "who": who})


def desk_state_declined() -> Text:
    return Text("desk-state-declined")


def desk_state_director(*, due: Word, who: Word) -> Text:
    return Text("desk-state-director", {"due": due, "who": who})


def desk_state_done(*, on: date, order: Word) -> Text:
    return Text("desk-state-done", {"on": on, "order": order})


def desk_state_manager(*, due: Word, who: Word) -> Text:
    return Text("desk-state-manager", {"due": due, "who": who})


def desk_state_office(*, due: Word) -> Text:
    return Text("desk-state-office", {"due": due})


def desk_state_returned() -> Text:
    return Text("desk-state-returned")


def desk_state_signature() -> Text:
    return Text("desk-state-signature")


def desk_state_withdrawn() -> Text:
    return Text("desk-state-withdrawn")


def desk_toast_accept() -> Text:
    return Text("desk-toast-accept")


def desk_toast_approve() -> Text:
    return Text("desk-toast-approve")


def desk_toast_decline() -> Text:
    return Text("desk-toast-decline")


def desk_toast_return() -> Text:
    return Text("desk-toast-return")


def desk_toast_undo() -> Text:
    return Text("desk-toast-undo")


def desk_undo() -> Text:
    return Text("desk-undo")


def desk_warned(*, article: Word) -> Text:
    return Text("desk-warned", {"article": article})


def document_archive_name(*, name: Word) -> Text:
    return Text("document-archive-name", {"name": name})


def document_copy_name(*, name: Word) -> Text:
    return Text("document-copy-name", {"name": name})


def document_file_drop(*, name: Word) -> Text:
    return Text("document-file-drop", {"name": name})


def document_file_sent(*, name: Word) -> Text:
    return Text("document-file-sent", {"name": name})


def document_files_ask(*, most: Word, size: Word) -> Text:
    return Text("document-files-ask", {"most": most, "size": size})


def document_files_drop() -> Text:
    return Text("document-files-drop")


def document_files_none() -> Text:
    return Text("document-files-none")


def document_files_private() -> Text:
    return Text("document-files-private")


def document_files_title() -> Text:
    return Text("document-files-title")


def document_photo_name() -> Text:
    return Text("document-photo-name")


def error_certificate_none() -> Text:
    return Text("error-certificate-none")


def error_certificate_over() -> Text:
    return Text("error-certificate-over")


def error_closed() -> Text:
    return Text("error-closed")


def error_decided(*, at: Word, what: Word, who: Word) -> Text:
    return Text("error-decided", {"at": at, "what": what, "who": who})


def error_invalid_access_differs() -> Text:
    return Text("error-invalid-access-differs")


def error_invalid_access_form() -> Text:
    return Text("error-invalid-access-form")


def error_invalid_access_weak() -> Text:
    return Text("error-invalid-access-weak")


def error_invalid_access_word(*, least: Word, most: Word) -> Text:
    return Text("error-invalid-access-word", {"least": least, "most": most})


def error_invalid_broadcast_empty() -> Text:
    return Text("error-invalid-broadcast-empty")


def error_invalid_broadcast_long(*, length: Number, most: Word) -> Text:
    return Text("error-invalid-broadcast-long", {"length": length, "most": most})


def error_invalid_broadcast_nobody() -> Text:
    return Text("error-invalid-broadcast-nobody")


def error_invalid_check_archive() -> Text:
    return Text("error-invalid-check-archive")


def error_invalid_check_files(*, limit: Word) -> Text:
    return Text("error-invalid-check-files", {"limit": limit})


def error_invalid_check_large(*, limit: Word) -> Text:
    return Text("error-invalid-check-large", {"limit": limit})


def error_invalid_check_many(*, limit: Word) -> Text:
    return Text("error-invalid-check-many", {"limit": limit})


def error_invalid_check_none() -> Text:
    return Text("error-invalid-check-none")


def error_invalid_check_often(*, limit: Word) -> Text:
    return Text("error-invalid-check-often", {"limit": limit})


def error_invalid_check_unread() -> Text:
    return Text("error-invalid-check-unread")


def error_invalid_decline_never(*, article: Word) -> Text:
    return Text("error-invalid-decline-never", {"article": article})


def error_invalid_decline_warn(*, article: Word) -> Text:
    return Text("error-invalid-decline-warn", {"article": article})


def error_invalid_desk_foreign() -> Text:
    return Text("error-invalid-desk-foreign")


def error_invalid_desk_known() -> Text:
    return Text("error-invalid-desk-known")


def error_invalid_desk_public() -> Text:
    return Text("error-invalid-desk-public")


def error_invalid_document_often() -> Text:
    return Text("error-invalid-document-often")


def error_invalid_document_unproven() -> Text:
    return Text("error-invalid-document-unproven")


def error_invalid_file_active() -> Text:
    return Text("error-invalid-file-active")


def error_invalid_file_empty() -> Text:
    return Text("error-invalid-file-empty")


def error_invalid_file_lost() -> Text:
    return Text("error-invalid-file-lost")


def error_invalid_file_many(*, limit: Word) -> Text:
    return Text("error-invalid-file-many", {"limit": limit})


def error_invalid_file_none() -> Text:
    return Text("error-invalid-file-none")


def error_invalid_file_too_big(*, limit: Word) -> Text:
    return Text("error-invalid-file-too-big", {"limit": limit})


def error_invalid_file_type() -> Text:
    return Text("error-invalid-file-type")


def error_invalid_joining_certificate() -> Text:
    return Text("error-invalid-joining-certificate")


def error_invalid_joining_dates() -> Text:
    return Text("error-invalid-joining-dates")


def error_invalid_joining_end_day() -> Text:
    return Text("error-invalid-joining-end-day")


def error_invalid_joining_ended(*, day: date) -> Text:
    return Text("error-invalid-joining-ended", {"day": day})


def error_invalid_joining_exempt() -> Text:
    return Text("error-invalid-joining-exempt")


def error_invalid_joining_fact(*, most: Word) -> Text:
    return Text("error-invalid-joining-fact", {"most": most})


def error_invalid_joining_mail() -> Text:
    return Text("error-invalid-joining-mail")


def error_invalid_joining_many(*, most: Word) -> Text:
    return Text("error-invalid-joining-many", {"most": most})


def error_invalid_joining_missing() -> Text:
    return Text("error-invalid-joining-missing")


def error_invalid_joining_no_director() -> Text:
    return Text("error-invalid-joining-no-director")


def error_invalid_joining_nobody() -> Text:
    return Text("error-invalid-joining-nobody")


def error_invalid_joining_ogrn() -> Text:
    return Text("error-invalid-joining-ogrn")


def error_invalid_joining_order() -> Text:
    return Text("error-invalid-joining-order")


def error_invalid_joining_self() -> Text:
    return Text("error-invalid-joining-self")


def error_invalid_joining_undo() -> Text:
    return Text("error-invalid-joining-undo")


def error_invalid_joining_url() -> Text:
    return Text("error-invalid-joining-url")


def error_invalid_joining_url_fixed(*, url: Word) -> Text:
    return Text("error-invalid-joining-url-fixed", {"url": url})


def error_invalid_joining_way() -> Text:
    return Text("error-invalid-joining-way")


def error_invalid_leave_comment_empty() -> Text:
    return Text("error-invalid-leave-comment-empty")


def error_invalid_leave_comment_long(*, length: Word, most: Word) -> Text:
    return Text("error-invalid-leave-comment-long", {"length": length, "most": most})


def error_invalid_leave_ground() -> Text:
    return Text("error-invalid-leave-ground")


def error_invalid_leave_stopped(*, why: Word) -> Text:
    return Text("error-invalid-leave-stopped", {"why": why})


def error_invalid_leave_substitute() -> Text:
    return Text("error-invalid-leave-substitute")


def error_invalid_leave_taken(*, first: date, last: date) -> Text:
    return Text("error-invalid-leave-taken", {"first": first, "last": last})


def error_invalid_order_date() -> Text:
    return Text("error-invalid-order-date")


def error_invalid_order_number(*, most: Word) -> Text:
    return Text("error-invalid-order-number", {"most": most})


def error_invalid_paper_missing() -> Text:
    return Text("error-invalid-paper-missing")


def error_invalid_pin_access() -> Text:
    return Text("error-invalid-pin-access")


def error_invalid_pin_differs() -> Text:
    return Text("error-invalid-pin-differs")


def error_invalid_pin_form() -> Text:
    return Text("error-invalid-pin-form")


def error_invalid_pin_waiting() -> Text:
    return Text("error-invalid-pin-waiting")


def error_invalid_pin_weak() -> Text:
    return Text("error-invalid-pin-weak")


def error_invalid_reason(*, most: Word) -> Text:
    return Text("error-invalid-reason", {"most": most})


def error_invalid_signatures_over() -> Text:
    return Text("error-invalid-signatures-over")


def error_not_allowed() -> Text:
    return Text("error-not-allowed")


def error_not_found() -> Text:
    return Text("error-not-found")


def error_not_kept() -> Text:
    return Text("error-not-kept")


def error_not_signed() -> Text:
    return Text("error-not-signed")


def error_pin_busy() -> Text:
    return Text("error-pin-busy")


def error_pin_locked() -> Text:
    return Text("error-pin-locked")


def error_pin_wrong(*, left: Number) -> Text:
    return Text("error-pin-wrong", {"left": left})


def error_private_only() -> Text:
    return Text("error-private-only")


def error_secret_attempt_over() -> Text:
    return Text("error-secret-attempt-over")


def error_secret_code_over() -> Text:
    return Text("error-secret-code-over")


def error_secret_code_too_soon(*, wait: Word) -> Text:
    return Text("error-secret-code-too-soon", {"wait": wait})


def error_secret_code_wrong(*, left: Number) -> Text:
    return Text("error-secret-code-wrong", {"left": left})


def error_secret_key_expired() -> Text:
    return Text("error-secret-key-expired")


def error_secret_key_refused() -> Text:
    return Text("error-secret-key-refused")


def error_secret_locked() -> Text:
    return Text("error-secret-locked")


def error_secret_no_phone() -> Text:
    return Text("error-secret-no-phone")


def error_secret_sms_needed() -> Text:
    return Text("error-secret-sms-needed")


def error_secret_try_later(*, wait: Word) -> Text:
    return Text("error-secret-try-later", {"wait": wait})


def error_stale() -> Text:
    return Text("error-stale")


def error_unbound() -> Text:
    return Text("error-unbound")


def error_unbound_desk() -> Text:
    return Text("error-unbound-desk")


def error_unexpected() -> Text:
    return Text("error-unexpected")


def fact_leave_advance(*, days: Number) -> Text:
    return Text("fact-leave-advance", {"days": days})


def fact_leave_annual() -> Text:
    return Text("fact-leave-annual")


def fact_leave_balance_unknown() -> Text:
    return Text("fact-leave-balance-unknown")


def fact_leave_days(*, days: Word) -> Text:
    return Text("fact-leave-days", {"days": days})


def fact_leave_ground(*, ground: Word) -> Text:
    return Text("fact-leave-ground", {"ground": ground})


def fact_leave_remains(*, days: Number) -> Text:
    return Text("fact-leave-remains", {"days": days})


def fact_leave_substitute(*, who: Word) -> Text:
    return Text("fact-leave-substitute", {"who": who})


def fact_leave_together(*, first: date, last: date, who: Word) -> Text:
    return Text("fact-leave-together", {"first": first, "last": last, "who": who})


def fact_leave_together_more(*, count: Word) -> Text:
    return Text("fact-leave-together-more", {"count": count})


def fact_leave_unpaid() -> Text:
    return Text("fact-leave-unpaid")


def gate_ask() -> Text:
    return Text("gate-ask")


def gate_more_tries() -> Text:
    return Text("gate-more-tries")


def gate_sms(*, phone: Word) -> Text:
    return Text("gate-sms", {"phone": phone})


def help_admin() -> Text:
    return Text("help-admin")


def help_check() -> Text:
    return Text("help-check")


def help_hr() -> Text:
    return Text("help-hr")


def help_rest() -> Text:
    return Text("help-rest")


def help_text() -> Text:
    return Text("help-text")


def joining_all() -> Text:
    return Text("joining-all")


def joining_confirm() -> Text:
    return Text("joining-confirm")


def joining_count(*, count: Word, stage: Word) -> Text:
    return Text("joining-count", {"count": count, "stage": stage})


def joining_day_title(*, picked: Word) -> Text:
    return Text("joining-day-title", {"picked": picked})


def joining_day_today() -> Text:
    return Text("joining-day-today")


def joining_do_again() -> Text:
    return Text("joining-do-again")


def joining_do_agree() -> Text:
    return Text("joining-do-agree")


def joining_do_consent() -> Text:
    return Text("joining-do-consent")


def joining_do_end() -> Text:
    return Text("joining-do-end")


def joining_do_notify() -> Text:
    return Text("joining-do-notify")


def joining_do_refuse() -> Text:
    return Text("joining-do-refuse")


def joining_do_undo() -> Text:
    return Text("joining-do-undo")


def joining_form_agreement(*, tab: Word, who: Word) -> Text:
    return Text("joining-form-agreement", {"tab": tab, "who": who})


def joining_form_consent(*, tab: Word, who: Word) -> Text:
    return Text("joining-form-consent", {"tab": tab, "who": who})


def joining_form_notice(*, tab: Word, who: Word) -> Text:
    return Text("joining-form-notice", {"tab": tab, "who": who})


def joining_forms() -> Text:
    return Text("joining-forms")


def joining_forms_agreement() -> Text:
    return Text("joining-forms-agreement")


def joining_forms_caption(*, count: Number, name: Word) -> Text:
    return Text("joining-forms-caption", {"count": count, "name": name})


def joining_forms_consent() -> Text:
    return Text("joining-forms-consent")


def joining_forms_notice() -> Text:
    return Text("joining-forms-notice")


def joining_hint(*, act: Word) -> Text:
    return Text("joining-hint", {"act": act})


def joining_list(*, stage: Word, total: Word) -> Text:
    return Text("joining-list", {"stage": stage, "total": total})


def joining_list_empty() -> Text:
    return Text("joining-list-empty")


def joining_list_hint(*, stage: Word) -> Text:
    return Text("joining-list-hint", {"stage": stage})


def joining_list_picked(*, picked: Word) -> Text:
    return Text("joining-list-picked", {"picked": picked})


def joining_menu() -> Text:
    return Text("joining-menu")


def joining_nobody_here() -> Text:
    return Text("joining-nobody-here")


def joining_none() -> Text:
    return Text("joining-none")


def joining_own() -> Text:
    return Text("joining-own")


def joining_own_agreement() -> Text:
    return Text("joining-own-agreement")


def joining_own_certificate() -> Text:
    return Text("joining-own-certificate")


def joining_own_consent() -> Text:
    return Text("joining-own-consent")


def joining_own_ends(*, ended: Word) -> Text:
    return Text("joining-own-ends", {"ended": ended})


def joining_own_line(*, done: Number, what: Word, when: Word) -> Text:
    return Text("joining-own-line", {"done": done, "what": what, "when": when})


def joining_own_next(*, ended: Word, stage: Word, until: Word) -> Text:
    return Text("joining-own-next", {"ended": ended, "stage": stage, "until": until})


def joining_own_notice() -> Text:
    return Text("joining-own-notice")


def joining_own_numbered(*, number: Word) -> Text:
    return Text("joining-own-numbered", {"number": number})


def joining_own_title() -> Text:
    return Text("joining-own-title")


def joining_own_way(*, day: Word, way: Word) -> Text:
    return Text("joining-own-way", {"day": day, "way": way})


def joining_own_whole() -> Text:
    return Text("joining-own-whole")


def joining_own_wished() -> Text:
    return Text("joining-own-wished")


def joining_own_yet() -> Text:
    return Text("joining-own-yet")


def joining_receipt(*, done: Word, total: Word) -> Text:
    return Text("joining-receipt", {"done": done, "total": total})


def joining_receipt_all() -> Text:
    return Text("joining-receipt-all")


def joining_receipt_back() -> Text:
    return Text("joining-receipt-back")


def joining_receipt_failed() -> Text:
    return Text("joining-receipt-failed")


def joining_receipt_row(*, who: Word, why: Word) -> Text:
    return Text("joining-receipt-row", {"who": who, "why": why})


def joining_row(*, day: Word, ends: Number, picked: Number, tab: Word, who: Word, wish: Number) -> Text:
    return Text("joining-row", {"day": day, "ends": ends, "picked": picked, "tab": tab, "who": who, "wish": wish})


def joining_stage(*, stage: Word) -> Text:
    return Text("joining-stage", {"stage": stage})


def joining_states() -> Text:
    return Text("joining-states")


def joining_summary(*, day: Word, deed: Word, way: Word) -> Text:
    return Text("joining-summary", {"day": day, "deed": deed, "way": way})


def joining_summary_hint(*, deed: Word) -> Text:
    return Text("joining-summary-hint", {"deed": deed})


def joining_summary_more(*, more: Word) -> Text:
    return Text("joining-summary-more", {"more": more})


def joining_summary_people(*, count: Number, names: Word) -> Text:
    return Text("joining-summary-people", {"count": count, "names": names})


def joining_title() -> Text:
    return Text("joining-title")


def joining_toast_nobody() -> Text:
    return Text("joining-toast-nobody")


def joining_usual_basis() -> Text:
    return Text("joining-usual-basis")


def joining_usual_system() -> Text:
    return Text("joining-usual-system")


def joining_way(*, way: Word) -> Text:
    return Text("joining-way", {"way": way})


def joining_way_exempt() -> Text:
    return Text("joining-way-exempt")


def joining_way_goskey() -> Text:
    return Text("joining-way-goskey")


def joining_way_hint(*, deed: Word) -> Text:
    return Text("joining-way-hint", {"deed": deed})


def joining_way_paper() -> Text:
    return Text("joining-way-paper")


def joining_way_people(*, picked: Word) -> Text:
    return Text("joining-way-people", {"picked": picked})


def joining_way_qualified() -> Text:
    return Text("joining-way-qualified")


def joining_way_title(*, deed: Word) -> Text:
    return Text("joining-way-title", {"deed": deed})


def joining_wish() -> Text:
    return Text("joining-wish")


def joining_wish_toast() -> Text:
    return Text("joining-wish-toast")


def leave_annual() -> Text:
    return Text("leave-annual")


def leave_article(*, part: Word) -> Text:
    return Text("leave-article", {"part": part})


def leave_balance_accrued(*, days: Word, months: Number, on: date) -> Text:
    return Text("leave-balance-accrued", {"days": days, "months": months, "on": on})


def leave_balance_imported(*, days: Word, on: date) -> Text:
    return Text("leave-balance-imported", {"days": days, "on": on})


def leave_balance_later() -> Text:
    return Text("leave-balance-later")


def leave_balance_left(*, days: Word) -> Text:
    return Text("leave-balance-left", {"days": days})


def leave_balance_left_advance(*, days: Word) -> Text:
    return Text("leave-balance-left-advance", {"days": days})


def leave_balance_note() -> Text:
    return Text("leave-balance-note")


def leave_balance_this(*, days: Word) -> Text:
    return Text("leave-balance-this", {"days": days})


def leave_balance_title(*, day: date) -> Text:
    return Text("leave-balance-title", {"day": day})


def leave_balance_used(*, days: Word, on: date) -> Text:
    return Text("leave-balance-used", {"days": days, "on": on})


def leave_bullet(*, text: Word) -> Text:
    return Text("leave-bullet", {"text": text})


def leave_comment() -> Text:
    return Text("leave-comment")


def leave_comment_ask(*, most: Word) -> Text:
    return Text("leave-comment-ask", {"most": most})


def leave_comment_drop() -> Text:
    return Text("leave-comment-drop")


def leave_comment_now(*, comment: Word) -> Text:
    return Text("leave-comment-now", {"comment": comment})


def leave_comment_title() -> Text:
    return Text("leave-comment-title")


def leave_consents() -> Text:
    return Text("leave-consents")


def leave_dates() -> Text:
    return Text("leave-dates")


def leave_file() -> Text:
    return Text("leave-file")


def leave_finding_advance(*, days: Number) -> Text:
    return Text("leave-finding-advance", {"days": days})


def leave_finding_after_dismissal(*, dismissed: date) -> Text:
    return Text("leave-finding-after-dismissal", {"dismissed": dismissed})


def leave_finding_balance_unknown() -> Text:
    return Text("leave-finding-balance-unknown")


def leave_finding_before_hire(*, hired: date) -> Text:
    return Text("leave-finding-before-hire", {"hired": hired})


def leave_finding_by_agreement() -> Text:
    return Text("leave-finding-by-agreement")


def leave_finding_dates_missing() -> Text:
    return Text("leave-finding-dates-missing")


def leave_finding_first_months(*, right: date) -> Text:
    return Text("leave-finding-first-months", {"right": right})


def leave_finding_ground_again(*, limit: Number, used: Number) -> Text:
    return Text("leave-finding-ground-again", {"limit": limit, "used": used})


def leave_finding_ground_excess(*, excess: Number, limit: Number, used: Number) -> Text:
    return Text("leave-finding-ground-excess", {"excess": excess, "limit": limit, "used": used})


def leave_finding_ground_given(*, limit: Number) -> Text:
    return Text("leave-finding-ground-given", {"limit": limit})


def leave_finding_holiday(*, day: date) -> Text:
    return Text("leave-finding-holiday", {"day": day})


def leave_finding_only_holidays() -> Text:
    return Text("leave-finding-only-holidays")


def leave_finding_overlap(*, first: date, kind: Word, last: date) -> Text:
    return Text("leave-finding-overlap", {"first": first, "kind": kind, "last": last})


def leave_finding_part_fits() -> Text:
    return Text("leave-finding-part-fits")


def leave_finding_part_needed(*, year: Word) -> Text:
    return Text("leave-finding-part-needed", {"year": year})


def leave_finding_past(*, day: date) -> Text:
    return Text("leave-finding-past", {"day": day})


def leave_finding_reversed(*, first: date, last: date) -> Text:
    return Text("leave-finding-reversed", {"first": first, "last": last})


def leave_finding_short_notice(*, due: date, first: date) -> Text:
    return Text("leave-finding-short-notice", {"due": due, "first": first})


def leave_finding_short_notice_eve(*, due: date, first: date, nominal: date) -> Text:
    return Text("leave-finding-short-notice-eve", {"due": due, "first": first, "nominal": nominal})


def leave_finding_short_notice_late(*, due: date, first: date) -> Text:
    return Text("leave-finding-short-notice-late", {"due": due, "first": first})


def leave_finding_too_long(*, days: Number) -> Text:
    return Text("leave-finding-too-long", {"days": days})


def leave_first_balance(*, days: Word) -> Text:
    return Text("leave-first-balance", {"days": days})


def leave_first_title() -> Text:
    return Text("leave-first-title")


def leave_ground_birth() -> Text:
    return Text("leave-ground-birth")


def leave_ground_death() -> Text:
    return Text("leave-ground-death")


def leave_ground_disabled() -> Text:
    return Text("leave-ground-disabled")


def leave_ground_fallen() -> Text:
    return Text("leave-ground-fallen")


def leave_ground_family() -> Text:
    return Text("leave-ground-family")


def leave_ground_marriage() -> Text:
    return Text("leave-ground-marriage")


def leave_ground_pensioner() -> Text:
    return Text("leave-ground-pensioner")


def leave_ground_private() -> Text:
    return Text("leave-ground-private")


def leave_ground_question() -> Text:
    return Text("leave-ground-question")


def leave_ground_title() -> Text:
    return Text("leave-ground-title")


def leave_ground_veteran() -> Text:
    return Text("leave-ground-veteran")


def leave_ground_wounded_care() -> Text:
    return Text("leave-ground-wounded-care")


def leave_how() -> Text:
    return Text("leave-how")


def leave_kind_balance(*, days: Word) -> Text:
    return Text("leave-kind-balance", {"days": days})


def leave_kind_question() -> Text:
    return Text("leave-kind-question")


def leave_kind_title() -> Text:
    return Text("leave-kind-title")


def leave_kind_unknown() -> Text:
    return Text("leave-kind-unknown")


def leave_last_advance(*, days: Word) -> Text:
    return Text("leave-last-advance", {"days": days})


def leave_last_balance(*, days: Word) -> Text:
    return Text("leave-last-balance", {"days": days})


def leave_last_enough(*, days: Word, last: date) -> Text:
    return Text("leave-last-enough", {"days": days, "last": last})


def leave_last_first(*, first: date) -> Text:
    return Text("leave-last-first", {"first": first})


def leave_last_title() -> Text:
    return Text("leave-last-title")


def leave_legend() -> Text:
    return Text("leave-legend")


def leave_legend_unpaid() -> Text:
    return Text("leave-legend-unpaid")


def leave_notices() -> Text:
    return Text("leave-notices")


def leave_paper_ground(*, ground: Word, part: Number) -> Text:
    return Text("leave-paper-ground", {"ground": ground, "part": part})


def leave_paper_name(*, number: Word) -> Text:
    return Text("leave-paper-name", {"number": number})


def leave_paper_nobody() -> Text:
    return Text("leave-paper-nobody")


def leave_send() -> Text:
    return Text("leave-send")


def leave_sent(*, at: Word, number: Word) -> Text:
    return Text("leave-sent", {"at": at, "number": number})


def leave_sent_again(*, at: Word, number: Word) -> Text:
    return Text("leave-sent-again", {"at": at, "number": number})


def leave_sent_next() -> Text:
    return Text("leave-sent-next")


def leave_sent_withdraw() -> Text:
    return Text("leave-sent-withdraw")


def leave_stops() -> Text:
    return Text("leave-stops")


def leave_substitute() -> Text:
    return Text("leave-substitute")


def leave_substitute_alone() -> Text:
    return Text("leave-substitute-alone")


def leave_substitute_ask() -> Text:
    return Text("leave-substitute-ask")


def leave_substitute_department() -> Text:
    return Text("leave-substitute-department")


def leave_substitute_found(*, part: Word) -> Text:
    return Text("leave-substitute-found", {"part": part})


def leave_substitute_hint() -> Text:
    return Text("leave-substitute-hint")


def leave_substitute_none(*, part: Word) -> Text:
    return Text("leave-substitute-none", {"part": part})


def leave_substitute_title() -> Text:
    return Text("leave-substitute-title")


def leave_substitute_without() -> Text:
    return Text("leave-substitute-without")


def leave_summary_advance(*, left: Word, span: Word) -> Text:
    return Text("leave-summary-advance", {"left": left, "span": span})


def leave_summary_again(*, number: Word) -> Text:
    return Text("leave-summary-again", {"number": number})


def leave_summary_comment(*, comment: Word) -> Text:
    return Text("leave-summary-comment", {"comment": comment})


def leave_summary_day(*, days: Word, first: date) -> Text:
    return Text("leave-summary-day", {"days": days, "first": first})


def leave_summary_extras(*, files: Word, substitute: Word) -> Text:
    return Text("leave-summary-extras", {"files": files, "substitute": substitute})


def leave_summary_ground(*, ground: Word) -> Text:
    return Text("leave-summary-ground", {"ground": ground})


def leave_summary_remains(*, left: Word, span: Word) -> Text:
    return Text("leave-summary-remains", {"left": left, "span": span})


def leave_summary_shut() -> Text:
    return Text("leave-summary-shut")


def leave_summary_span(*, days: Word, first: date, last: date) -> Text:
    return Text("leave-summary-span", {"days": days, "first": first, "last": last})


def leave_summary_title(*, title: Word) -> Text:
    return Text("leave-summary-title", {"title": title})


def leave_summary_title_annual() -> Text:
    return Text("leave-summary-title-annual")


def leave_summary_title_unpaid() -> Text:
    return Text("leave-summary-title-unpaid")


def leave_unpaid() -> Text:
    return Text("leave-unpaid")


def letter_broadcast_ended(
    *,
    dead: Number,
    sent: Number,
    stopped: Number,
    text: Word,
    total: Number,
    unsure: Number,
) -> Text:
    return Text(
        "letter-broadcast-ended",
        {"dead": dead, "sent": sent, "stopped": stopped, "text": text, "total": total, "unsure": unsure},
    )


def letter_certificates_active() -> Text:
    return Text("letter-certificates-active")


def letter_certificates_ends(*, days: Number) -> Text:
    return Text("letter-certificates-ends", {"days": days})


def letter_certificates_pin_changed() -> Text:
    return Text("letter-certificates-pin-changed")


def letter_certificates_pin_locked() -> Text:
    return Text("letter-certificates-pin-locked")


def letter_certificates_pin_wrong(*, left: Number) -> Text:
    return Text("letter-certificates-pin-wrong", {"left": left})


def letter_certificates_refused() -> Text:
    return Text("letter-certificates-refused")


def letter_certificates_revoked() -> Text:
    return Text("letter-certificates-revoked")


def letter_certificates_taken(*, reason: Word) -> Text:
    return Text("letter-certificates-taken", {"reason": reason})


def letter_certificates_waiting() -> Text:
    return Text("letter-certificates-waiting")


def letter_desk_ask(*, title: Word) -> Text:
    return Text("letter-desk-ask", {"title": title})


def letter_desk_linked() -> Text:
    return Text("letter-desk-linked")


def letter_desk_shut(*, title: Word, why: Word) -> Text:
    return Text("letter-desk-shut", {"title": title, "why": why})


def letter_joining_again() -> Text:
    return Text("letter-joining-again")


def letter_joining_agree(*, number: Word) -> Text:
    return Text("letter-joining-agree", {"number": number})


def letter_joining_consent(*, way: Word) -> Text:
    return Text("letter-joining-consent", {"way": way})


def letter_joining_end(*, day: Word) -> Text:
    return Text("letter-joining-end", {"day": day})


def letter_joining_notify(*, until: Word) -> Text:
    return Text("letter-joining-notify", {"until": until})


def letter_joining_refuse() -> Text:
    return Text("letter-joining-refuse")


def letter_joining_undo(*, undone: Word) -> Text:
    return Text("letter-joining-undo", {"undone": undone})


def letter_journal_head(*, day: Word, head: Word, size: Word) -> Text:
    return Text("letter-journal-head", {"day": day, "head": head, "size": size})


def letter_people_moved(*, company: Word) -> Text:
    return Text("letter-people-moved", {"company": company})


def letter_people_tried(*, company: Word) -> Text:
    return Text("letter-people-tried", {"company": company})


def letter_request_accept(*, due: Word, kind: Word, number: Word) -> Text:
    return Text("letter-request-accept", {"due": due, "kind": kind, "number": number})


def letter_request_approve(*, first: date, last: date, number: Word, then: Word, title: Word) -> Text:
    return Text(
        "letter-request-approve",
        {"first": first, "last": last, "number": number, "then": then, "title": title},
    )


def letter_request_complete(*, first: date, last: date, number: Word, on: date, order: Word, title: Word) -> Text:
    return Text(
        "letter-request-complete",
        {"first": first, "last": last, "number": number, "on": on, "order": order, "title": title},
    )


def letter_request_decline(*, number: Word) -> Text:
    return Text("letter-request-decline", {"number": number})


def letter_request_hand(*, number: Word, then: Word) -> Text:
    return Text("letter-request-hand", {"number": number, "then": then})


def letter_request_reassign(*, number: Word, then: Word) -> Text:
    return Text("letter-request-reassign", {"number": number, "then": then})


def letter_request_resubmit(*, number: Word, then: Word) -> Text:
    return Text("letter-request-resubmit", {"number": number, "then": then})


def letter_request_return(*, number: Word) -> Text:
    return Text("letter-request-return", {"number": number})


def letter_request_submit(*, first: date, last: date, number: Word, then: Word, title: Word) -> Text:
    return Text("letter-request-submit", {"first": first, "last": last, "number": number, "then": then, "title": title})


def letter_request_withdraw(*, number: Word) -> Text:
    return Text("letter-request-withdraw", {"number": number})


def letter_trouble_first(*, kind: Word, number: Word) -> Text:
    return Text("letter-trouble-first", {"kind": kind, "number": number})


def letter_trouble_more(*, count: Number) -> Text:
    return Text("letter-trouble-more", {"count": count})


def mail_certificates_active(*, company: Word) -> Text:
    return Text("mail-certificates-active", {"company": company})


def mail_certificates_active_subject() -> Text:
    return Text("mail-certificates-active-subject")


def mail_journal_head(*, day: Word, head: Word, size: Word) -> Text:
    return Text("mail-journal-head", {"day": day, "head": head, "size": size})


def mail_journal_head_subject(*, day: Word) -> Text:
    return Text("mail-journal-head-subject", {"day": day})


def menu_balance(*, days: Word, on: date) -> Text:
    return Text("menu-balance", {"days": days, "on": on})


def menu_broadcasts() -> Text:
    return Text("menu-broadcasts")


def menu_help() -> Text:
    return Text("menu-help")


def menu_leave() -> Text:
    return Text("menu-leave")


def menu_requests() -> Text:
    return Text("menu-requests")


def menu_settings() -> Text:
    return Text("menu-settings")


def menu_switch() -> Text:
    return Text("menu-switch")


def menu_switch_title() -> Text:
    return Text("menu-switch-title")


def menu_tasks() -> Text:
    return Text("menu-tasks")


def menu_title(*, company: Word, name: Word) -> Text:
    return Text("menu-title", {"company": company, "name": name})


def menu_troubles(*, aside: Word) -> Text:
    return Text("menu-troubles", {"aside": aside})


def menu_undelivered(*, lost: Word) -> Text:
    return Text("menu-undelivered", {"lost": lost})


def menu_waits(*, waits: Word) -> Text:
    return Text("menu-waits", {"waits": waits})


def menu_waits_returned(*, count: Number) -> Text:
    return Text("menu-waits-returned", {"count": count})


def menu_waits_tasks(*, count: Number) -> Text:
    return Text("menu-waits-tasks", {"count": count})


def menu_waits_unsigned(*, count: Number) -> Text:
    return Text("menu-waits-unsigned", {"count": count})


def pad_empty() -> Text:
    return Text("pad-empty")


def request_already(*, at: Word, what: Word, who: Word) -> Text:
    return Text("request-already", {"at": at, "what": what, "who": who})


def request_archive() -> Text:
    return Text("request-archive")


def request_archive_caption(*, name: Word) -> Text:
    return Text("request-archive-caption", {"name": name})


def request_ask_leave() -> Text:
    return Text("request-ask-leave")


def request_button(*, first: date, last: date, mark: Word, number: Word, who: Word) -> Text:
    return Text("request-button", {"first": first, "last": last, "mark": mark, "number": number, "who": who})


def request_comment(*, comment: Word) -> Text:
    return Text("request-comment", {"comment": comment})


def request_copy() -> Text:
    return Text("request-copy")


def request_copy_caption(*, name: Word) -> Text:
    return Text("request-copy-caption", {"name": name})


def request_correct() -> Text:
    return Text("request-correct")


def request_decided(*, at: Word, what: Word, who: Word) -> Text:
    return Text("request-decided", {"at": at, "what": what, "who": who})


def request_details() -> Text:
    return Text("request-details")


def request_event(*, at: Word, what: Word, who: Word) -> Text:
    return Text("request-event", {"at": at, "what": what, "who": who})


def request_event_reversed(*, at: Word, what: Word, who: Word) -> Text:
    return Text("request-event-reversed", {"at": at, "what": what, "who": who})


def request_file_button(*, name: Word, number: Word) -> Text:
    return Text("request-file-button", {"name": name, "number": number})


def request_file_caption(*, name: Word) -> Text:
    return Text("request-file-caption", {"name": name})


def request_files(*, number: Number) -> Text:
    return Text("request-files", {"number": number})


def request_headline(*, first: date, last: date, number: Word, title: Word) -> Text:
    return Text("request-headline", {"first": first, "last": last, "number": number, "title": title})


def request_headline_who(*, first: date, last: date, number: Word, title: Word, who: Word) -> Text:
    return Text("request-headline-who", {"first": first, "last": last, "number": number, "title": title, "who": who})


def request_hint_details() -> Text:
    return Text("request-hint-details")


def request_history_title() -> Text:
    return Text("request-history-title")


def request_list_empty() -> Text:
    return Text("request-list-empty")


def request_list_title() -> Text:
    return Text("request-list-title")


def request_mark_accepted() -> Text:
    return Text("request-mark-accepted")


def request_mark_declined() -> Text:
    return Text("request-mark-declined")


def request_mark_done() -> Text:
    return Text("request-mark-done")


def request_mark_manager() -> Text:
    return Text("request-mark-manager")


def request_mark_office() -> Text:
    return Text("request-mark-office")


def request_mark_returned() -> Text:
    return Text("request-mark-returned")


def request_mark_signature() -> Text:
    return Text("request-mark-signature")


def request_mark_withdrawn() -> Text:
    return Text("request-mark-withdrawn")


def request_note_holder_gone() -> Text:
    return Text("request-note-holder-gone")


def request_note_hr_nobody() -> Text:
    return Text("request-note-hr-nobody")


def request_note_hr_silent() -> Text:
    return Text("request-note-hr-silent")


def request_note_manager_away() -> Text:
    return Text("request-note-manager-away")


def request_note_manager_dismissed() -> Text:
    return Text("request-note-manager-dismissed")


def request_note_manager_no_chat() -> Text:
    return Text("request-note-manager-no-chat")


def request_note_manager_nobody() -> Text:
    return Text("request-note-manager-nobody")


def request_note_manager_own() -> Text:
    return Text("request-note-manager-own")


def request_note_manager_silent() -> Text:
    return Text("request-note-manager-silent")


def request_paper() -> Text:
    return Text("request-paper")


def request_reason(*, reason: Word) -> Text:
    return Text("request-reason", {"reason": reason})


def request_sign() -> Text:
    return Text("request-sign")


def request_signed(*, at: Word) -> Text:
    return Text("request-signed", {"at": at})


def request_status_accepted(*, due: Word, who: Word) -> Text:
    return Text("request-status-accepted", {"due": due, "who": who})


def request_status_accepted_anybody(*, due: Word) -> Text:
    return Text("request-status-accepted-anybody", {"due": due})


def request_status_declined() -> Text:
    return Text("request-status-declined")


def request_status_director(*, due: Word, who: Word) -> Text:
    return Text("request-status-director", {"due": due, "who": who})


def request_status_done(*, on: date, order: Word) -> Text:
    return Text("request-status-done", {"on": on, "order": order})


def request_status_manager(*, due: Word, who: Word) -> Text:
    return Text("request-status-manager", {"due": due, "who": who})


def request_status_office(*, due: Word) -> Text:
    return Text("request-status-office", {"due": due})


def request_status_returned() -> Text:
    return Text("request-status-returned")


def request_status_signature() -> Text:
    return Text("request-status-signature")


def request_status_withdrawn() -> Text:
    return Text("request-status-withdrawn")


def request_system() -> Text:
    return Text("request-system")


def request_verb_accept() -> Text:
    return Text("request-verb-accept")


def request_verb_approve() -> Text:
    return Text("request-verb-approve")


def request_verb_complete() -> Text:
    return Text("request-verb-complete")


def request_verb_decline() -> Text:
    return Text("request-verb-decline")


def request_verb_hand() -> Text:
    return Text("request-verb-hand")


def request_verb_paper() -> Text:
    return Text("request-verb-paper")


def request_verb_reassign() -> Text:
    return Text("request-verb-reassign")


def request_verb_resubmit() -> Text:
    return Text("request-verb-resubmit")


def request_verb_return() -> Text:
    return Text("request-verb-return")


def request_verb_sign() -> Text:
    return Text("request-verb-sign")


def request_verb_submit() -> Text:
    return Text("request-verb-submit")


def request_verb_undo() -> Text:
    return Text("request-verb-undo")


def request_verb_withdraw() -> Text:
    return Text("request-verb-withdraw")


def request_withdraw() -> Text:
    return Text("request-withdraw")


def request_withdraw_sure(*, number: Word) -> Text:
    return Text("request-withdraw-sure", {"number": number})


def request_withdraw_yes() -> Text:
    return Text("request-withdraw-yes")


def secret_never() -> Text:
    return Text("secret-never")


def secret_stray() -> Text:
    return Text("secret-stray")


def secret_word(*, word: Word) -> Text:
    return Text("secret-word", {"word": word})


def settings_change_code() -> Text:
    return Text("settings-change-code")


def settings_change_word() -> Text:
    return Text("settings-change-word")


def settings_choose_word() -> Text:
    return Text("settings-choose-word")


def settings_close() -> Text:
    return Text("settings-close")


def settings_closed() -> Text:
    return Text("settings-closed")


def settings_code_changed() -> Text:
    return Text("settings-code-changed")


def settings_phone(*, phone: Word) -> Text:
    return Text("settings-phone", {"phone": phone})


def settings_title(*, company: Word, name: Word, number: Word, position: Word) -> Text:
    return Text("settings-title", {"company": company, "name": name, "number": number, "position": position})


def settings_word(*, word: Word) -> Text:
    return Text("settings-word", {"word": word})


def settings_word_changed() -> Text:
    return Text("settings-word-changed")


def signatures_changed(*, name: Word) -> Text:
    return Text("signatures-changed", {"name": name})


def signatures_done(*, total: Number) -> Text:
    return Text("signatures-done", {"total": total})


def signatures_empty() -> Text:
    return Text("signatures-empty")


def signatures_gone(*, name: Word) -> Text:
    return Text("signatures-gone", {"name": name})


def signatures_line(*, digest: Word, name: Word) -> Text:
    return Text("signatures-line", {"digest": digest, "name": name})


def signatures_look() -> Text:
    return Text("signatures-look")


def signatures_menu(*, unsigned: Word) -> Text:
    return Text("signatures-menu", {"unsigned": unsigned})


def signatures_more(*, count: Number) -> Text:
    return Text("signatures-more", {"count": count})


def signatures_over(*, name: Word) -> Text:
    return Text("signatures-over", {"name": name})


def signatures_paper() -> Text:
    return Text("signatures-paper")


def signatures_partly(*, signed: Word, total: Word) -> Text:
    return Text("signatures-partly", {"signed": signed, "total": total})


def signatures_pin(*, documents: Word) -> Text:
    return Text("signatures-pin", {"documents": documents})


def signatures_ready() -> Text:
    return Text("signatures-ready")


def signatures_rest() -> Text:
    return Text("signatures-rest")


def signatures_sent_on_paper() -> Text:
    return Text("signatures-sent-on-paper")


def signatures_sign() -> Text:
    return Text("signatures-sign")


def signatures_signed(*, name: Word) -> Text:
    return Text("signatures-signed", {"name": name})


def signatures_ticked(*, first: date, last: date, number: Word, title: Word) -> Text:
    return Text("signatures-ticked", {"first": first, "last": last, "number": number, "title": title})


def signatures_title() -> Text:
    return Text("signatures-title")


def signatures_unable() -> Text:
    return Text("signatures-unable")


def signatures_unticked(*, first: date, last: date, number: Word, title: Word) -> Text:
    return Text("signatures-unticked", {"first": first, "last": last, "number": number, "title": title})


def signatures_untried(*, name: Word) -> Text:
    return Text("signatures-untried", {"name": name})


def sms_again() -> Text:
    return Text("sms-again")


def sms_again_in(*, wait: Word) -> Text:
    return Text("sms-again-in", {"wait": wait})


def sms_certificate(*, company: Word) -> Text:
    return Text("sms-certificate", {"company": company})


def sms_code(*, code: Word, company: Word, purpose: Word) -> Text:
    return Text("sms-code", {"code": code, "company": company, "purpose": purpose})


def sms_moved(*, company: Word) -> Text:
    return Text("sms-moved", {"company": company})


def sms_unread() -> Text:
    return Text("sms-unread")


def sms_wait() -> Text:
    return Text("sms-wait")


def task_all() -> Text:
    return Text("task-all")


def task_ask_decline() -> Text:
    return Text("task-ask-decline")


def task_ask_return() -> Text:
    return Text("task-ask-return")


def task_complete() -> Text:
    return Text("task-complete")


def task_done() -> Text:
    return Text("task-done")


def task_hand() -> Text:
    return Text("task-hand")


def task_hand_ask() -> Text:
    return Text("task-hand-ask")


def task_hand_nobody() -> Text:
    return Text("task-hand-nobody")


def task_idle() -> Text:
    return Text("task-idle")


def task_list_empty() -> Text:
    return Text("task-list-empty")


def task_list_title() -> Text:
    return Text("task-list-title")


def task_order(*, on: date, order: Word) -> Text:
    return Text("task-order", {"on": on, "order": order})


def task_order_date() -> Text:
    return Text("task-order-date")


def task_order_number() -> Text:
    return Text("task-order-number")


def task_order_today() -> Text:
    return Text("task-order-today")


def task_paper_hint() -> Text:
    return Text("task-paper-hint")


def task_paper_no() -> Text:
    return Text("task-paper-no")


def task_paper_yes() -> Text:
    return Text("task-paper-yes")


def task_reason_hint() -> Text:
    return Text("task-reason-hint")


def trouble_again() -> Text:
    return Text("trouble-again")


def trouble_all() -> Text:
    return Text("trouble-all")


def trouble_button(*, at: Word, kind: Word, number: Word) -> Text:
    return Text("trouble-button", {"at": at, "kind": kind, "number": number})


def trouble_drop() -> Text:
    return Text("trouble-drop")


def trouble_gone() -> Text:
    return Text("trouble-gone")


def trouble_hint() -> Text:
    return Text("trouble-hint")


def trouble_kind(*, kind: Word) -> Text:
    return Text("trouble-kind", {"kind": kind})


def trouble_list_empty() -> Text:
    return Text("trouble-list-empty")


def trouble_list_hint() -> Text:
    return Text("trouble-list-hint")


def trouble_list_title() -> Text:
    return Text("trouble-list-title")


def trouble_title(*, at: Word, kind: Word, number: Word) -> Text:
    return Text("trouble-title", {"at": at, "kind": kind, "number": number})


def trouble_toast_again() -> Text:
    return Text("trouble-toast-again")


def trouble_toast_drop() -> Text:
    return Text("trouble-toast-drop")


def undelivered_again() -> Text:
    return Text("undelivered-again")


def undelivered_all() -> Text:
    return Text("undelivered-all")


def undelivered_arrived() -> Text:
    return Text("undelivered-arrived")


def undelivered_case(*, number: Word, who: Word) -> Text:
    return Text("undelivered-case", {"number": number, "who": who})


def undelivered_done() -> Text:
    return Text("undelivered-done")


def undelivered_going(*, going: Word) -> Text:
    return Text("undelivered-going", {"going": going})


def undelivered_going_why() -> Text:
    return Text("undelivered-going-why")


def undelivered_hint_address() -> Text:
    return Text("undelivered-hint-address")


def undelivered_hint_blocked() -> Text:
    return Text("undelivered-hint-blocked")


def undelivered_hint_doubt() -> Text:
    return Text("undelivered-hint-doubt")


def undelivered_hint_gone() -> Text:
    return Text("undelivered-hint-gone")


def undelivered_hint_late() -> Text:
    return Text("undelivered-hint-late")


def undelivered_hint_lost() -> Text:
    return Text("undelivered-hint-lost")


def undelivered_hint_no_chat() -> Text:
    return Text("undelivered-hint-no-chat")


def undelivered_hint_other() -> Text:
    return Text("undelivered-hint-other")


def undelivered_hint_phone() -> Text:
    return Text("undelivered-hint-phone")


def undelivered_hint_then() -> Text:
    return Text("undelivered-hint-then")


def undelivered_hint_trouble() -> Text:
    return Text("undelivered-hint-trouble")


def undelivered_hint_unkept() -> Text:
    return Text("undelivered-hint-unkept")


def undelivered_line(*, at: Word, sort: Word, why: Word) -> Text:
    return Text("undelivered-line", {"at": at, "sort": sort, "why": why})


def undelivered_list_empty() -> Text:
    return Text("undelivered-list-empty")


def undelivered_list_hint() -> Text:
    return Text("undelivered-list-hint")


def undelivered_list_title() -> Text:
    return Text("undelivered-list-title")


def undelivered_lost(*, total: Word) -> Text:
    return Text("undelivered-lost", {"total": total})


def undelivered_put_away() -> Text:
    return Text("undelivered-put-away")


def undelivered_refresh() -> Text:
    return Text("undelivered-refresh")


def undelivered_rest(*, more: Word) -> Text:
    return Text("undelivered-rest", {"more": more})


def undelivered_row(*, at: Word, more: Number, sort: Word, who: Word, why: Word) -> Text:
    return Text("undelivered-row", {"at": at, "more": more, "sort": sort, "who": who, "why": why})


def undelivered_sort_alert() -> Text:
    return Text("undelivered-sort-alert")


def undelivered_sort_broadcast() -> Text:
    return Text("undelivered-sort-broadcast")


def undelivered_sort_code() -> Text:
    return Text("undelivered-sort-code")


def undelivered_sort_mail() -> Text:
    return Text("undelivered-sort-mail")


def undelivered_sort_note() -> Text:
    return Text("undelivered-sort-note")


def undelivered_sort_request() -> Text:
    return Text("undelivered-sort-request")


def undelivered_toast_again() -> Text:
    return Text("undelivered-toast-again")


def undelivered_toast_arrived() -> Text:
    return Text("undelivered-toast-arrived")


def undelivered_toast_put_away() -> Text:
    return Text("undelivered-toast-put-away")


def undelivered_unsure(*, total: Word) -> Text:
    return Text("undelivered-unsure", {"total": total})


def undelivered_why_blocked() -> Text:
    return Text("undelivered-why-blocked")


def undelivered_why_broken(*, number: Word) -> Text:
    return Text("undelivered-why-broken", {"number": number})


def undelivered_why_cut() -> Text:
    return Text("undelivered-why-cut")


def undelivered_why_deactivated() -> Text:
    return Text("undelivered-why-deactivated")


def undelivered_why_died() -> Text:
    return Text("undelivered-why-died")


def undelivered_why_kicked() -> Text:
    return Text("undelivered-why-kicked")


def undelivered_why_mail_refused() -> Text:
    return Text("undelivered-why-mail-refused")


def undelivered_why_no_chat() -> Text:
    return Text("undelivered-why-no-chat")


def undelivered_why_no_rights() -> Text:
    return Text("undelivered-why-no-rights")


def undelivered_why_not_started() -> Text:
    return Text("undelivered-why-not-started")


def undelivered_why_refused() -> Text:
    return Text("undelivered-why-refused")


def undelivered_why_sms_refused() -> Text:
    return Text("undelivered-why-sms-refused")


def word_pool() -> Text:
    return Text("word-pool")
