/* SPDX-License-Identifier: Apache-2.0 */
/* The form engine, with operations that are the test's own. What is here is a
 * state that the test made up, and the worker's part is in its hands. */
#include "assistant/screens/form.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "assistant/context.h"
#include "assistant/screens/desk_look.h"
#include "assistant/screens/desk_private.h"
#include "assistant/screens/say.h"
#include "base/folder_testing.h"

#define PIN "Test-2026"
#define NEW "Neu-7391x"
#define KEY "CK0001"
#define SERIAL "40000001"

/* --- an operation whose worker does what it is told --- */

static struct {
	enum err result;
	struct failure known;
	enum step step;
	atomic_bool go, begun;
	char pin[32]; /* with which it was called */
	int calls;
} told;

static enum err
work(struct assistant *a, struct form_job *j)
{
	const struct bytes pin = form_secret(j, SECRET_PIN);

	told.calls++;
	if (pin.len > 0)
		memcpy(told.pin, pin.p, pin.len);
	told.pin[pin.len] = '\0';
	assistant_step(a, told.step, 1, 8);
	atomic_store(&told.begun, true);
	while (!atomic_load(&told.go) && !assistant_is_cancelled(a))
		;
	a->failure = told.known;
	if (assistant_is_cancelled(a))
		return ERR_CANCELLED;
	return told.result;
}

static const struct form_way ways[] = {
    {.label = TEXT_HOLD_BY_KEY,
	.hint = TEXT_HOLD_BY_KEY_HINT,
	.explain = TEXT_UPDATE_EXPLAIN,
	.work = work,
	.mail = work,
	.steps = &steps_obtain},
    {.label = TEXT_HOLD_BY_CODE,
	.hint = TEXT_HOLD_BY_CODE_HINT,
	.explain = TEXT_HOLD_EXPLAIN,
	.work = work},
};
static const struct form_field fields[] = {
    {FIELD_WAY, .label = TEXT_FORM_WAY},
    {FIELD_PAIR, .label = TEXT_SUBJECT, .unfit = say_trouble, .ways = 1},
    {FIELD_PIN, .label = TEXT_PIN, .secret = SECRET_PIN, .ways = 1},
    {FIELD_NEW_PIN, .label = TEXT_PIN_NEW, .again = TEXT_PIN_NEW_AGAIN,
	.ways = 1},
    {FIELD_MAIL, .label = TEXT_FORM_MAIL, .again = TEXT_FORM_MAIL_AGAIN,
	.ways = 1},
    {FIELD_CODE, .label = TEXT_FORM_CODE, .ways = 1},
    {FIELD_NOTE, .label = TEXT_REVOKE_NOTE, .ways = 1},
};
static const struct operation operation = {.title = TEXT_GO_UPDATE,
    .asks = true,
    .ways = ways,
    .way_count = COUNT(ways),
    .fields = fields,
    .field_count = COUNT(fields),
    .success = TEXT_UPDATED,
    .failure = TEXT_UPDATE_FAILED};

/* --- a face that keeps what it is told --- */

struct fixture {
	struct desk_face face;
	int64_t now;
	char *home; /* folder_testing.h's */
	struct desk *desk;
	struct screen *screen; /* NULL: closed */
	char notices[256];
};

static void
wake(void *self)
{
	(void)self;
}

static void
opened(void *self, struct screen *s)
{
	((struct fixture *)self)->screen = s;
}

static void
changed(void *self, struct screen *s)
{
	(void)self;
	assert_int_equal(screen_view(s)->err, ERR_OK);
}

static void
closed(void *self, struct screen *s)
{
	struct fixture *f = self;

	if (f->screen == s)
		f->screen = NULL;
}

static void
menu(void *self)
{
	(void)self;
}

static void
notify(void *self, const struct notice *n)
{
	struct fixture *f = self;
	const size_t used = strlen(f->notices);

	(void)snprintf(
	    f->notices + used, sizeof(f->notices) - used, "%s|", n->title);
}

static void
withdraw(void *self, int id)
{
	(void)self;
	(void)id;
}

/* --- what is here --- */

/* A holder's pair on a USB key. */
static void
plug_in(struct fixture *f, int tries)
{
	struct desk_state *s = f->desk->state;
	struct carrier_row *c = calloc(1, sizeof(*c));
	struct holder_pairs *pairs = calloc(1, sizeof(*pairs));

	assert_non_null(c);
	assert_non_null(pairs);
	pairs->rows = calloc(1, sizeof(*pairs->rows));
	assert_non_null(pairs->rows);
	c->info = (struct token_info){.kind = CARRIER_HARD,
	    .serial = KEY,
	    .label = "办公室",
	    .pin_tries = tries,
	    .pin_tries_max = 10,
	    .admin_tries = 10};
	pairs->count = 1;
	pairs->rows[0] = (struct holder_pair){.token_serial = KEY,
	    .carrier = CARRIER_HARD,
	    .subject = "某某公司",
	    .user_name = "user001",
	    .sign_serial = SERIAL,
	    .not_after = f->now + 100 * 86400,
	    .days_left = 100};
	free(s->carriers);
	holder_pairs_free(s->pairs);
	s->carriers = c;
	s->carrier_count = 1;
	s->pairs = pairs;
	s->opened = ERR_OK;
	f->desk->state = s;
	desk_changed(f->desk);
}

static void
unplug(struct fixture *f)
{
	f->desk->state->carrier_count = 0;
	f->desk->state->pairs->count = 0;
	desk_changed(f->desk);
}

/* --- what people do --- */

static const struct item *
item(struct fixture *f, enum text label)
{
	const struct view *v = screen_view(f->screen);
	const char *text = text_in(label, desk_lang(f->desk));

	for (size_t i = 0; i < v->count; i++)
		if (v->items[i].label != NULL &&
		    strcmp(v->items[i].label, text) == 0)
			return &v->items[i];
	return NULL;
}

static void
press(struct fixture *f, enum text label)
{
	const struct item *i = item(f, label);

	assert_non_null(i);
	screen_send(
	    f->screen, &(struct event){.kind = EVENT_PRESS, .id = i->id});
}

static void
type(struct fixture *f, enum text label, const char *secret)
{
	const struct item *i = item(f, label);

	assert_non_null(i);
	screen_send(f->screen, &(struct event){.kind = EVENT_SECRET,
				   .id = i->id,
				   .secret = bytes_str(secret)});
}

static void
fill(struct fixture *f)
{
	type(f, TEXT_PIN, PIN);
	type(f, TEXT_PIN_NEW, NEW);
	type(f, TEXT_PIN_NEW_AGAIN, NEW);
	type(f, TEXT_FORM_CODE, "00000-11111-22222-33333");
}

static bool
says(struct fixture *f, const char *text)
{
	const struct view *v = screen_view(f->screen);

	for (size_t i = 0; i < v->count; i++) {
		const struct item *it = &v->items[i];

		if ((it->label != NULL && strstr(it->label, text) != NULL) ||
		    (it->value != NULL && strstr(it->value, text) != NULL) ||
		    (it->hint != NULL && strstr(it->hint, text) != NULL))
			return true;
	}
	return false;
}

/* The worker has begun with it, and waits for the test. */
static void
let_begin(struct fixture *f)
{
	while (!atomic_load(&told.begun))
		;
	desk_turn(f->desk);
}

static void
let_end(struct fixture *f)
{
	atomic_store(&told.go, true);
	while (f->desk->jobs != NULL)
		(void)desk_settle(f->desk, 1000);
}

/* --- */

static int
set_up(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));
	void *home;
	struct desk_options o = {.tray = true};

	if (f == NULL || folder_make(&home) != 0)
		return -1;
	memset(&told, 0, sizeof(told));
	told.step = STEP_KEY;
	told.known.tries_left = -1;
	f->home = home;
	f->now = 1795334400;
	f->face = (struct desk_face){.self = f,
	    .wake = wake,
	    .open = opened,
	    .raise = opened,
	    .changed = changed,
	    .closed = closed,
	    .menu = menu,
	    .notify = notify,
	    .withdraw = withdraw};
	o.face = &f->face;
	o.assistant = (struct assistant_options){.home = f->home,
	    .lang = LANG_ZH,
	    .clock = clock_fixed(&f->now),
	    .random = random_system()};
	if (desk_new(&o, &f->desk) != ERR_OK || !desk_settle(f->desk, 10000))
		return -1;
	*state = f;
	return 0;
}

static int
tear_down(void **state)
{
	struct fixture *f = *state;
	void *home = f->home;

	atomic_store(&told.go, true);
	desk_free(f->desk);
	free(f);
	return folder_remove(&home);
}

/* Another operation in the window of one: its class is the engine's. */
static void
open_form(struct fixture *f, const struct operation *op)
{
	plug_in(f, 10);
	(void)desk_open(f->desk, SCREEN_UPDATE, NULL);
	assert_non_null(f->screen);
	form_close(f->screen);
	memset(screen_state(f->screen), 0, sizeof(struct form));
	form_open(f->screen, &(struct wish){0}, op);
	screen_touch(f->screen);
}

static void
open_fields(struct fixture *f)
{
	open_form(f, &operation);
	press(f, TEXT_CONFIRM);
	assert_non_null(item(f, TEXT_PIN));
}

static enum form_stage
stage(struct fixture *f)
{
	return ((struct form *)screen_state(f->screen))->stage;
}

/* --- stages --- */

static void
a_form_goes_from_its_question_to_its_end(void **state)
{
	struct fixture *f = *state;

	open_form(f, &operation);
	assert_true(says(f, "您正在执行证书更新，是否继续执行？"));
	assert_true(says(f, "某某公司"));
	assert_null(item(f, TEXT_PIN));
	press(f, TEXT_CONFIRM);
	assert_true(says(f, "某某公司（user001）"));
	fill(f);
	press(f, TEXT_CONFIRM);
	assert_int_equal(stage(f), STAGE_WORK);
	let_begin(f);
	assert_non_null(screen_view(f->screen)->busy);
	let_end(f);
	assert_int_equal(stage(f), STAGE_DONE);
	assert_string_equal(told.pin, PIN);
	assert_string_equal(f->notices, "证书更新成功。|");
	press(f, TEXT_FORM_DONE);
	assert_null(f->screen);
}

static void
without_fields_the_question_leads_to_work(void **state)
{
	struct fixture *f = *state;
	const struct item *i;

	open_form(f, &operation);
	i = item(f, TEXT_FORM_WAY);
	screen_send(f->screen,
	    &(struct event){.kind = EVENT_CHOOSE, .id = i->id, .index = 1});
	press(f, TEXT_CONFIRM);
	assert_int_equal(stage(f), STAGE_WORK);
}

static void
one_can_go_back_to_the_question(void **state)
{
	struct fixture *f = *state;

	open_fields(f);
	press(f, TEXT_FORM_BACK);
	assert_true(says(f, "是否继续执行？"));
	press(f, TEXT_CANCEL);
	assert_null(f->screen);
}

/* --- rules --- */

static void
what_is_wrong_is_told_where_it_is_and_nothing_is_done(void **state)
{
	struct fixture *f = *state;

	open_fields(f);
	assert_int_equal(item(f, TEXT_FORM_CODE)->tone, TONE_PLAIN);
	type(f, TEXT_PIN, PIN);
	type(f, TEXT_PIN_NEW, NEW);
	type(f, TEXT_PIN_NEW_AGAIN, "Neu-7392x");
	press(f, TEXT_CONFIRM);
	assert_int_equal(stage(f), STAGE_FIELDS);
	assert_int_equal(item(f, TEXT_PIN_NEW_AGAIN)->tone, TONE_PROBLEM);
	assert_true(item(f, TEXT_PIN_NEW_AGAIN)->flags & ITEM_FOCUS);
	assert_int_equal(item(f, TEXT_FORM_CODE)->tone, TONE_PROBLEM);
	fill(f);
	type(f, TEXT_FORM_CODE, "0000");
	press(f, TEXT_CONFIRM);
	assert_true(item(f, TEXT_FORM_CODE)->flags & ITEM_FOCUS);
	assert_int_equal(told.calls, 0);
}

static void
typing_does_not_move_the_items(void **state)
{
	struct fixture *f = *state;
	struct view before;

	open_fields(f);
	/* what was drawn stays, and with it what is being typed */
	before = *screen_view(f->screen);
	before.items = calloc(before.count, sizeof(*before.items));
	assert_non_null(before.items);
	memcpy(before.items, screen_view(f->screen)->items,
	    before.count * sizeof(*before.items));
	fill(f);
	press(f, TEXT_FORM_MAIL);
	assert_true(view_alike(&before, screen_view(f->screen)));
	free(before.items);
}

/* --- the last try --- */

static void
a_last_try_is_asked_for_before_it_is_spent(void **state)
{
	struct fixture *f = *state;

	open_fields(f);
	fill(f);
	plug_in(f, 1);
	press(f, TEXT_CONFIRM);
	assert_non_null(item(f, TEXT_PIN_LAST_GO_ON));
	assert_null(item(f, TEXT_CONFIRM));
	press(f, TEXT_PIN_LAST_BACK);
	assert_int_equal(item(f, TEXT_PIN)->length, strlen(PIN));
	assert_int_equal(told.calls, 0);
	press(f, TEXT_CONFIRM);
	press(f, TEXT_PIN_LAST_GO_ON);
	let_end(f);
	assert_int_equal(told.calls, 1);
	assert_string_equal(told.pin, PIN);
}

static void
other_mistakes_are_told_before_a_last_try_is_asked_for(void **state)
{
	struct fixture *f = *state;

	open_fields(f);
	plug_in(f, 1);
	type(f, TEXT_PIN, PIN);
	press(f, TEXT_CONFIRM);
	assert_null(item(f, TEXT_PIN_LAST_GO_ON));
	assert_non_null(item(f, TEXT_CONFIRM));
}

/* --- failures --- */

static const struct {
	enum err err;
	enum text focus, help; /* TEXT_COUNT: none */
	bool keeps_code;
} failures[] = {
    {ERR_PIN_WRONG, TEXT_PIN, TEXT_COUNT, true},
    {ERR_PIN_LOCKED, TEXT_PIN, TEXT_GO_UNLOCK, true},
    {ERR_CODE_WRONG, TEXT_FORM_CODE, TEXT_COUNT, false},
    {ERR_OFFICE_UNREACHABLE, TEXT_PIN, TEXT_COUNT, true},
    {ERR_CERT_EXPIRED, TEXT_PIN, TEXT_GO_EXCHANGE, true},
    {ERR_SESSION_MISSING, TEXT_PIN, TEXT_GO_LOGIN, true},
    {ERR_OPERATION_PENDING, TEXT_PIN, TEXT_GO_RESUME, true},
};

static void
a_failure_keeps_all_but_pins_and_says_what_helps(void **state)
{
	struct fixture *f = *state;

	for (size_t i = 0; i < COUNT(failures); i++) {
		open_fields(f);
		fill(f);
		memset(&told, 0, sizeof(told));
		told.result = failures[i].err;
		told.known.tries_left = -1;
		memcpy(told.known.carrier, KEY, sizeof(KEY));
		press(f, TEXT_CONFIRM);
		let_end(f);
		plug_in(f, 10); /* the desk looked, and found nothing */
		assert_true(says(f, err_text(failures[i].err, LANG_ZH)));
		assert_non_null(item(f, TEXT_FORM_AGAIN));
		assert_int_equal(item(f, TEXT_PIN)->length, 0);
		assert_int_equal(item(f, TEXT_PIN_NEW)->length, 0);
		assert_int_equal(item(f, TEXT_FORM_CODE_ANOTHER) != NULL,
		    failures[i].keeps_code);
		if (item(f, TEXT_PIN)->why_not == NULL)
			assert_true(
			    item(f, failures[i].focus)->flags & ITEM_FOCUS);
		if (failures[i].help != TEXT_COUNT)
			assert_non_null(item(f, failures[i].help));
		screen_close(f->screen);
	}
}

/* --- cancelling, time --- */

static void
work_is_cancelled_before_the_installation_only(void **state)
{
	struct fixture *f = *state;

	open_fields(f);
	fill(f);
	press(f, TEXT_CONFIRM);
	let_begin(f);
	assert_null(item(f, TEXT_CANCEL)->why_not);
	press(f, TEXT_CANCEL);
	assert_non_null(item(f, TEXT_CANCEL)->why_not);
	assert_true(desk_settle(f->desk, 10000));
	plug_in(f, 10);
	assert_true(says(f, err_text(ERR_CANCELLED, LANG_ZH)));

	told.step = STEP_INSTALL;
	atomic_store(&told.begun, false);
	press(f, TEXT_FORM_CODE_ANOTHER);
	fill(f);
	press(f, TEXT_FORM_AGAIN);
	let_begin(f);
	assert_non_null(item(f, TEXT_CANCEL)->why_not);
	press(f, TEXT_CANCEL); /* ignored */
	let_end(f);
	assert_int_equal(stage(f), STAGE_DONE);
}

static void
work_tells_its_steps_and_the_time_it_takes(void **state)
{
	struct fixture *f = *state;
	const struct item *i;

	open_fields(f);
	fill(f);
	press(f, TEXT_CONFIRM);
	let_begin(f);
	i = item(f, TEXT_FORM_STEPS);
	assert_int_equal(
	    i->steps[steps_find(&steps_obtain, STEP_TOKEN)].state, STEP_DONE);
	assert_int_equal(
	    i->steps[steps_find(&steps_obtain, STEP_KEY)].state, STEP_WORKING);
	assert_int_equal(
	    i->steps[steps_find(&steps_obtain, STEP_REQUEST)].state,
	    STEP_WAITING);
	assert_false(says(f, "秒。"));
	f->now += 7;
	assert_true(desk_next_at(f->desk) <= f->now);
	desk_turn(f->desk);
	assert_true(says(f, "已用 7 秒。"));
}

static void
another_code_is_sent_after_a_while(void **state)
{
	struct fixture *f = *state;

	open_fields(f);
	told.go = true;
	press(f, TEXT_FORM_MAIL);
	assert_true(desk_settle(f->desk, 10000));
	plug_in(f, 10);
	assert_non_null(item(f, TEXT_FORM_MAIL_AGAIN)->why_not);
	f->now += 60;
	desk_turn(f->desk);
	assert_null(item(f, TEXT_FORM_MAIL_AGAIN)->why_not);
}

/* --- what comes and goes --- */

static void
a_carrier_that_is_pulled_out_takes_its_pin_along(void **state)
{
	struct fixture *f = *state;

	open_fields(f);
	fill(f);
	unplug(f);
	assert_true(says(f, err_text(ERR_TOKEN_REMOVED, LANG_ZH)));
	assert_non_null(item(f, TEXT_CONFIRM)->why_not);
	assert_int_equal(item(f, TEXT_PIN)->length, 0);
	plug_in(f, 10);
	assert_null(item(f, TEXT_CONFIRM)->why_not);
	assert_true(item(f, TEXT_FORM_CODE)->length > 0);
}

static void
until_all_was_looked_at_nothing_can_be_begun(void **state)
{
	struct fixture *f = *state;

	open_form(f, &operation);
	f->desk->state->opened = ERR_CANCELLED;
	desk_changed(f->desk);
	assert_true(says(f, "请稍等"));
	assert_non_null(item(f, TEXT_CONFIRM)->why_not);
	plug_in(f, 10);
	assert_null(item(f, TEXT_CONFIRM)->why_not);
}

/* --- at every stage --- */

static void
to_question(struct fixture *f)
{
	open_form(f, &operation);
}

static void
to_fields(struct fixture *f)
{
	open_fields(f);
	fill(f);
}

static void
to_last_try(struct fixture *f)
{
	to_fields(f);
	plug_in(f, 1);
	press(f, TEXT_CONFIRM);
}

static void
to_work(struct fixture *f)
{
	to_fields(f);
	press(f, TEXT_CONFIRM);
	let_begin(f);
}

static void
to_done(struct fixture *f)
{
	to_work(f);
	let_end(f);
}

static void (*const stages[])(struct fixture *f) = {
    to_question, to_fields, to_last_try, to_work, to_done};

static void
the_language_changes_at_every_stage(void **state)
{
	struct fixture *f = *state;

	for (size_t i = 0; i < COUNT(stages); i++) {
		size_t count;

		memset(&told, 0, sizeof(told));
		stages[i](f);
		count = screen_view(f->screen)->count;
		f->desk->lang = LANG_EN;
		desk_changed(f->desk);
		assert_string_equal(screen_view(f->screen)->title, "Update");
		assert_int_equal(screen_view(f->screen)->count, count);
		f->desk->lang = LANG_ZH;
		let_end(f);
		screen_close(f->screen);
	}
}

static void
no_view_has_a_pin_in_it(void **state)
{
	struct fixture *f = *state;

	for (size_t i = 0; i < COUNT(stages); i++) {
		memset(&told, 0, sizeof(told));
		stages[i](f);
		assert_false(says(f, PIN));
		assert_false(says(f, NEW));
		assert_false(says(f, "11111"));
		let_end(f);
		screen_close(f->screen);
	}
}

static void
closing_forgets_what_was_typed(void **state)
{
	struct fixture *f = *state;

	for (size_t i = 0; i < COUNT(stages); i++) {
		const struct form *form;

		memset(&told, 0, sizeof(told));
		stages[i](f);
		form = screen_state(f->screen);
		form_close(f->screen);
		for (size_t n = 0; n < SECRET_COUNT; n++)
			assert_null(form->in.secrets[n]);
		assert_null(form->pins[SECRET_PIN].pin);
		let_end(f);
		screen_close(f->screen);
	}
}

static void
work_goes_on_behind_a_closed_window_and_is_told(void **state)
{
	struct fixture *f = *state;

	to_work(f);
	screen_send(f->screen, &(struct event){.kind = EVENT_CLOSE});
	assert_null(f->screen);
	let_end(f);
	assert_string_equal(f->notices, "证书更新成功。|");

	memset(&told, 0, sizeof(told));
	told.result = ERR_OFFICE_UNREACHABLE;
	to_work(f);
	screen_send(f->screen, &(struct event){.kind = EVENT_CLOSE});
	let_end(f);
	assert_string_equal(f->notices, "证书更新成功。|证书没有更新|");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
#define T(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
	    T(a_form_goes_from_its_question_to_its_end),
	    T(without_fields_the_question_leads_to_work),
	    T(one_can_go_back_to_the_question),
	    T(what_is_wrong_is_told_where_it_is_and_nothing_is_done),
	    T(typing_does_not_move_the_items),
	    T(a_last_try_is_asked_for_before_it_is_spent),
	    T(other_mistakes_are_told_before_a_last_try_is_asked_for),
	    T(a_failure_keeps_all_but_pins_and_says_what_helps),
	    T(work_is_cancelled_before_the_installation_only),
	    T(work_tells_its_steps_and_the_time_it_takes),
	    T(another_code_is_sent_after_a_while),
	    T(a_carrier_that_is_pulled_out_takes_its_pin_along),
	    T(until_all_was_looked_at_nothing_can_be_begun),
	    T(the_language_changes_at_every_stage),
	    T(no_view_has_a_pin_in_it),
	    T(closing_forgets_what_was_typed),
	    T(work_goes_on_behind_a_closed_window_and_is_told),
#undef T
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
