/* SPDX-License-Identifier: Apache-2.0 */
/* 设置 · 证书列表: all certificates of all carriers. */
#include <stdlib.h>
#include <string.h>

#include "assistant/screens/cert_export.h"
#include "assistant/screens/nickname.h"
#include "assistant/screens/save.h"
#include "assistant/screens/say.h"
#include "assistant/screens/settings_private.h"

enum {
	SEARCH = SETTINGS_LIST * SETTINGS_IDS + 1,
	FILTER,
	TABLE,
	NICKNAME,
	KEEP_NICKNAME,
	DETAILS,
	BATCH,
	CSV,
	ICS,
	JOB_SAVE
};

/* In the order of enum cert_column. */
static const struct {
	enum text label;
	bool wide;
} columns[CERT_COLUMN_COUNT] = {
    [CERT_COLUMN_NICKNAME] = {.label = TEXT_LIST_NICKNAME},
    [CERT_COLUMN_HOLDER] = {.label = TEXT_SUBJECT, .wide = true},
    [CERT_COLUMN_USER] = {.label = TEXT_USER},
    [CERT_COLUMN_END] = {.label = TEXT_VALID_UNTIL},
    [CERT_COLUMN_STATE] = {.label = TEXT_LIST_STATE},
    [CERT_COLUMN_CARRIER] = {.label = TEXT_CARRIER},
    [CERT_COLUMN_SERIAL] = {.label = TEXT_LIST_SERIAL},
};

static const enum text filters[CERT_FILTER_COUNT] = {
    [CERT_FILTER_ALL] = TEXT_LIST_ALL,
    [CERT_FILTER_USABLE] = TEXT_LIST_USABLE,
    [CERT_FILTER_ENDING] = TEXT_LIST_ENDING,
    [CERT_FILTER_PROBLEM] = TEXT_LIST_PROBLEM,
};

/* --- the list behind it --- */

static const struct cert_row *
chosen_row(const struct list_page *page)
{
	return page->list != NULL && page->chosen.name[0] != '\0'
		   ? cert_list_find(page->list, page->chosen.name)
		   : NULL;
}

/* Another one is chosen: its nickname is what can be changed. */
static void
take_nickname(struct list_page *page)
{
	const struct cert_row *r = chosen_row(page);

	page->saved = false;
	page->nickname[0] = '\0';
	if (r != NULL)
		memcpy(page->nickname, r->nickname, sizeof(page->nickname));
}

/* A row that is not shown any more makes room for the first one, but not in
 * the middle of a nickname. */
static void
follow(struct list_page *page)
{
	const struct cert_row *r = chosen_row(page);

	row_choice_begin(&page->chosen);
	if (r != NULL && strcmp(page->nickname, r->nickname) != 0)
		row_choice_offer(&page->chosen, r->pair.sign_serial);
	for (size_t n = 0; n < page->list->shown_count; n++)
		row_choice_offer(
		    &page->chosen, page->list->shown[n]->pair.sign_serial);
	if (row_choice_end(&page->chosen))
		take_nickname(page);
}

static void
arrange(struct screen *s)
{
	struct list_page *page = &settings_of(s)->list;

	if (page->list == NULL)
		return;
	err_ignore(cert_list_arrange(/* else it stays as it is */
	    page->list, &page->order, page->search));
	follow(page);
}

/* From the state; what it was before stays when memory runs out. */
static void
rebuild(struct screen *s)
{
	struct list_page *page = &settings_of(s)->list;
	const struct cert_names names = nickname_source(screen_desk(s));
	struct cert_list *list;

	if (cert_list_new(settings_pairs(s), &names, desk_lang(screen_desk(s)),
		&list) != ERR_OK)
		return;
	cert_list_free(page->list);
	page->list = list;
	arrange(s);
}

/* --- shown --- */

static void
show_narrowing(const struct list_page *page, struct view *v)
{
	struct option *options =
	    view_alloc(v, CERT_FILTER_COUNT, sizeof(*options));
	struct item *i =
	    view_add(v, ITEM_ENTRY, SEARCH, view_text(v, TEXT_LIST_SEARCH));

	i->value = view_copy(v, page->search);
	i->hint = view_text(v, TEXT_LIST_SEARCH_HINT);
	i->flags = ITEM_SEARCH | ITEM_FOCUS;
	i->max = sizeof(page->search) - 1;
	if (options == NULL)
		return;
	for (size_t n = 0; n < CERT_FILTER_COUNT; n++)
		options[n].label = view_text(v, filters[n]);
	i = view_add(v, ITEM_CHOICE, FILTER, view_text(v, TEXT_LIST_FILTER));
	i->options = options;
	i->option_count = CERT_FILTER_COUNT;
	i->chosen = page->order.filter;
	i->flags = ITEM_COMPACT;
}

static const char *
say_end(struct view *v, const struct holder_pair *p)
{
	const char *date = view_date(v, p->not_after);

	return p->days_left > 0
		   ? view_text(v, TEXT_LIST_UNTIL, date, p->days_left)
		   : date;
}

static void
fill_cells(struct view *v, const struct cert_row *r, struct table_cell *cells)
{
	const struct holder_pair *p = &r->pair;

	cells[CERT_COLUMN_NICKNAME].text = view_copy(v, r->nickname);
	cells[CERT_COLUMN_HOLDER].text = view_copy(v, p->subject);
	cells[CERT_COLUMN_USER].text = view_copy(v, p->user_name);
	cells[CERT_COLUMN_CARRIER].text = say_carrier_briefly(v, p);
	cells[CERT_COLUMN_SERIAL].text =
	    view_copy(v, cert_serial_end(p->sign_serial));
	cells[CERT_COLUMN_END].text = say_end(v, p);
	cells[CERT_COLUMN_STATE] =
	    (struct table_cell){view_text(v, standing_text(r->standing)),
		standing_tone(r->standing)};
}

static void
fill_rows(const struct list_page *page, struct view *v, struct table *t)
{
	const struct cert_list *l = page->list;
	const struct cert_row *chosen = chosen_row(page);
	struct table_row *rows = view_alloc(v, l->shown_count, sizeof(*rows));
	struct table_cell *cells =
	    view_alloc(v, l->shown_count * CERT_COLUMN_COUNT, sizeof(*cells));

	if (rows == NULL || cells == NULL)
		return;
	for (size_t n = 0; n < l->shown_count; n++) {
		const struct cert_row *r = l->shown[n];
		struct table_cell *own = cells + n * CERT_COLUMN_COUNT;

		fill_cells(v, r, own);
		rows[n] = (struct table_row){
		    .id = r->id, .cells = own, .chosen = r == chosen};
	}
	t->rows = rows;
	t->row_count = l->shown_count;
}

static void
show_table(const struct list_page *page, struct view *v)
{
	struct table *t = view_alloc(v, 1, sizeof(*t));
	struct table_column *heads =
	    view_alloc(v, CERT_COLUMN_COUNT, sizeof(*heads));
	struct item *i;

	if (t == NULL || heads == NULL)
		return;
	for (size_t n = 0; n < CERT_COLUMN_COUNT; n++)
		heads[n] = (struct table_column){
		    .label = view_text(v, columns[n].label),
		    .sortable = true,
		    .wide = columns[n].wide};
	t->columns = heads;
	t->column_count = CERT_COLUMN_COUNT;
	t->sorted_by = page->order.by;
	t->descending = page->order.descending;
	t->empty = view_text(v, page->list->count == 0 ? TEXT_NO_CERTIFICATES
						       : TEXT_LIST_NONE_FOUND);
	fill_rows(page, v, t);
	i = view_add(v, ITEM_TABLE, TABLE,
	    view_text(v, TEXT_LIST_COUNT, (int)page->list->count,
		(int)page->list->shown_count));
	i->table = t;
}

static void
show_chosen(const struct list_page *page, struct view *v)
{
	const struct cert_row *r = chosen_row(page);
	struct item *i;

	if (r == NULL)
		return; /* there is none */
	i = view_add(v, ITEM_ENTRY, NICKNAME,
	    view_text(v, TEXT_LIST_NICKNAME_OF, r->pair.subject));
	i->value = view_copy(v, page->nickname);
	i->max = 32;
	i->hint = view_text(
	    v, page->saved ? TEXT_LIST_NICKNAME_KEPT : TEXT_LIST_NICKNAME_HINT);
	i = view_button(v, KEEP_NICKNAME, TEXT_LIST_NICKNAME_KEEP, 0);
	if (strcmp(page->nickname, r->nickname) == 0)
		i->why_not = view_text(v, TEXT_LIST_NICKNAME_SAME);
	view_button(v, DETAILS, TEXT_LIST_DETAILS, 0);
}

static void
show_export(const struct screen *s, struct view *v)
{
	const struct list_page *page = &settings_of(s)->list;
	const char *today = view_date(v, desk_now(screen_desk(s)));
	struct item *buttons[2];

	buttons[0] = view_button(v, CSV, TEXT_LIST_CSV, ITEM_SAVE_FILE);
	buttons[0]->value = view_text(v, TEXT_LIST_CSV_NAME, today);
	buttons[1] = view_button(v, ICS, TEXT_LIST_ICS, ITEM_SAVE_FILE);
	buttons[1]->value = view_text(v, TEXT_LIST_ICS_NAME, today);
	for (size_t n = 0; n < COUNT(buttons); n++)
		if (page->list->shown_count == 0)
			buttons[n]->why_not = view_text(v, TEXT_LIST_EMPTY);
	if (page->save.told && page->save.err != ERR_OK)
		view_error(v, page->save.err, &page->save.failure);
	else if (page->save.told)
		view_add(v, ITEM_NOTE, 0, view_text(v, TEXT_WRITTEN))->tone =
		    TONE_GOOD;
}

static void
show(const struct screen *s, struct view *v)
{
	const struct list_page *page = &settings_of(s)->list;
	struct item *i;

	if (page->list == NULL) {
		view_error(v, ERR_NOMEM, NULL);
		return;
	}
	show_narrowing(page, v);
	show_table(page, v);
	show_chosen(page, v);
	i = view_button(v, BATCH, TEXT_LIST_BATCH, 0);
	if (page->list->count == 0)
		i->why_not = view_text(v, TEXT_NO_CERTIFICATES);
	show_export(s, v);
}

/* --- events --- */

static void
choose(struct list_page *page, const struct cert_row *r)
{
	if (r == NULL || r == chosen_row(page))
		return;
	row_choice_set(&page->chosen, r->pair.sign_serial);
	take_nickname(page);
}

static void
open_details(struct screen *s, const struct cert_row *r)
{
	if (r != NULL)
		(void)desk_open(screen_desk(s), SCREEN_DETAILS,
		    &(struct wish){.serial = r->pair.sign_serial});
}

/* By another column; by the same: the other way round. */
static void
sort(struct list_page *page, enum cert_column by)
{
	page->order.descending =
	    page->order.by == by && !page->order.descending;
	page->order.by = by;
}

static void
type(struct screen *s, int id, const char *text)
{
	struct list_page *page = &settings_of(s)->list;

	if (id == SEARCH && strlen(text) < sizeof(page->search)) {
		memcpy(page->search, text, strlen(text) + 1);
		arrange(s);
	} else if (id == NICKNAME && strlen(text) < sizeof(page->nickname)) {
		memcpy(page->nickname, text, strlen(text) + 1);
		page->saved = false;
	}
}

static void
keep_nickname(struct screen *s)
{
	struct list_page *page = &settings_of(s)->list;
	const struct cert_row *r = chosen_row(page);

	if (r == NULL)
		return;
	page->saved =
	    nickname_set(screen_desk(s), &r->pair, page->nickname) == ERR_OK;
	rebuild(s);
}

static void
press(struct screen *s, int id)
{
	if (id == KEEP_NICKNAME)
		keep_nickname(s);
	else if (id == DETAILS)
		open_details(s, chosen_row(&settings_of(s)->list));
	else if (id == BATCH)
		(void)desk_open(screen_desk(s), SCREEN_BATCH, NULL);
}

static void
export_to(struct screen *s, int id, const char *path)
{
	struct list_page *page = &settings_of(s)->list;
	enum lang lang = desk_lang(screen_desk(s));
	AUTO_DONE(buf) b = BUF(CERT_EXPORT_MAX);

	if (id == CSV)
		cert_csv_write(page->list, lang, &b);
	else
		cert_ics_write(page->list, lang, desk_now(screen_desk(s)), &b);
	page->save = (struct settings_outcome){.failure = {.tries_left = -1}};
	page->save.err = save_start(s, JOB_SAVE, path, &b);
	page->save.told = page->save.err != ERR_OK;
}

static void
event(struct screen *s, const struct event *e)
{
	struct list_page *page = &settings_of(s)->list;

	switch (e->kind) {
	case EVENT_TEXT:
		type(s, e->id, e->text);
		break;
	case EVENT_CHOOSE:
		page->order.filter = (enum cert_filter)e->index;
		arrange(s);
		break;
	case EVENT_SORT:
		sort(page, (enum cert_column)e->index);
		arrange(s);
		break;
	case EVENT_ROW:
		choose(page, cert_list_row(page->list, e->row));
		break;
	case EVENT_OPEN_ROW:
		open_details(s, cert_list_row(page->list, e->row));
		break;
	case EVENT_FILE:
		export_to(s, e->id, e->text);
		break;
	case EVENT_PRESS:
		press(s, e->id);
		break;
	default:
		break;
	}
}

static void
moved(struct screen *s, struct job *j)
{
	struct settings_outcome *save = &settings_of(s)->list.save;

	if (!j->over)
		return;
	*save = (struct settings_outcome){
	    .told = true, .err = j->err, .failure = j->failure};
}

static void
open(struct screen *s, const struct wish *w)
{
	(void)w;
	settings_of(s)->list.order.by = CERT_COLUMN_END;
	rebuild(s);
}

static void
close(struct screen *s)
{
	cert_list_free(settings_of(s)->list.list);
}

const struct settings_page settings_list = {
    .title = TEXT_LIST_TITLE,
    .open = open,
    .show = show,
    .event = event,
    .changed = rebuild,
    .moved = moved,
    .close = close,
};
