/* SPDX-License-Identifier: Apache-2.0 */
/*
 * 证书详情: what a holder wants to know of a pair, and every field of both of
 * its certificates, to be copied and saved. What is shown stays when its
 * carrier is pulled out, and says so.
 */
#include <stdlib.h>
#include <string.h>

#include "assistant/describe.h"
#include "assistant/screens/desk.h"
#include "assistant/screens/next_step.h"
#include "assistant/screens/panel.h"
#include "assistant/screens/say.h"

enum {
	ID_TABLE = 1,
	ID_COPY,
	ID_COPY_ALL,
	ID_SAVE_DER,
	ID_SAVE_PEM,
	ID_COPY_SIGN,
	ID_COPY_ENCRYPT,
	ID_CARRIER,
	ID_HELP,
	ID_CLOSE
};
enum { PAGE_HOLDER, PAGE_SIGN, PAGE_ENCRYPT, PAGES };

#define COPY_MAX 65536 /* octets of all fields */

struct details {
	struct panel panel;
	struct holder_pairs *kept; /* the pair, by itself; or NULL: none */
	bool gone;		   /* its carrier is */
	size_t page;
	int row; /* chosen, of the fields: 1, 2, … */
	bool copied;
	char saved[FILE_PATH_MAX]; /* the last file, when it was written */
};

static const struct details *
state_of(const struct screen *s)
{
	return screen_state(s);
}

static const struct desk_state *
known(const struct screen *s)
{
	return desk_state(screen_desk(s));
}

/* The pair that is shown, or NULL. */
static const struct holder_pair *
pair_of(const struct details *d)
{
	return d->kept == NULL ? NULL : &d->kept->rows[0];
}

/* --- which pair --- */

/* Keep a copy. If there is no memory, what was kept stays. */
static void
keep(struct details *d, const struct holder_pair *p)
{
	struct holder_pair row = *p; /* borrows */
	const struct holder_pairs one = {&row, 1};
	struct holder_pairs *copy = NULL;

	if (holder_pairs_copy(&one, &copy) != ERR_OK)
		return;
	holder_pairs_free(d->kept);
	d->kept = copy;
	d->gone = false;
}

static bool
is_meant(const struct holder_pair *p, const struct wish *w)
{
	if (w->carrier != NULL)
		return strcmp(p->token_serial, w->carrier) == 0;
	return true;
}

/* The pair of that serial number, or the first on that carrier, or of all. */
static const struct holder_pair *
find(const struct desk_state *s, const struct wish *w)
{
	if (w->serial != NULL)
		return desk_state_pair(s, w->serial);
	for (size_t n = 0; s->pairs != NULL && n < s->pairs->count; n++)
		if (is_meant(&s->pairs->rows[n], w))
			return &s->pairs->rows[n];
	return NULL;
}

static void
opened(struct screen *s, const struct wish *w)
{
	struct details *d = screen_state(s);
	const struct holder_pair *p = find(known(s), w);

	panel_forget_error(&d->panel);
	d->row = 1;
	if (p != NULL)
		keep(d, p);
	if (w->page >= 0 && w->page < PAGES)
		d->page = (size_t)w->page;
}

static void
again(struct screen *s, const struct wish *w)
{
	struct details *d = screen_state(s);

	d->copied = false;
	d->saved[0] = '\0';
	opened(s, w);
}

static void
changed(struct screen *s)
{
	struct details *d = screen_state(s);
	const struct holder_pair *now =
	    d->kept == NULL
		? find(known(s), &(struct wish){0})
		: desk_state_pair(known(s), pair_of(d)->sign_serial);

	if (now != NULL)
		keep(d, now);
	else
		d->gone = d->kept != NULL;
}

static void
close_it(struct screen *s)
{
	struct details *d = screen_state(s);

	holder_pairs_free(d->kept);
}

/* --- what is shown --- */

static struct bytes
shown_der(const struct details *d)
{
	const struct holder_pair *p = pair_of(d);

	if (p == NULL || d->page == PAGE_HOLDER)
		return BYTES_NONE;
	return buf_bytes(d->page == PAGE_SIGN ? &p->sign : &p->encrypt);
}

static void
show_pages(const struct details *d, struct view *v)
{
	const char **pages = view_alloc(v, PAGES, sizeof(*pages));

	if (pages == NULL)
		return;
	pages[PAGE_HOLDER] = view_text(v, TEXT_DETAILS_HOLDER);
	pages[PAGE_SIGN] = view_text(v, TEXT_SIGN_CERT);
	pages[PAGE_ENCRYPT] = view_text(v, TEXT_ENCRYPT_CERT);
	v->pages = pages;
	v->page_count = PAGES;
	v->page = d->page;
}

static void
show_use(struct view *v)
{
	view_add(v, ITEM_HEADING, 0, view_text(v, TEXT_USAGE));
	view_fact(v, TEXT_SIGN_CERT, view_text(v, TEXT_DETAILS_FOR_SIGNING));
	view_fact(
	    v, TEXT_ENCRYPT_CERT, view_text(v, TEXT_DETAILS_FOR_ENCRYPTION));
}

static void
show_state(const struct screen *s, const struct holder_pair *p, struct view *v)
{
	const struct details *d = state_of(s);
	enum tone tone = TONE_CAUTION;
	const char *state = d->gone ? view_text(v, TEXT_DETAILS_GONE)
				    : say_state(v, known(s), p, &tone);

	view_fact(v, TEXT_STATE, state)->tone = tone;
}

static void
show_holder(const struct screen *s, const struct holder_pair *p, struct view *v)
{
	view_fact(v, TEXT_CERT_HOLDER, view_copy(v, p->subject));
	view_fact(v, TEXT_USER, view_copy(v, p->user_name));
	view_fact(v, TEXT_ISSUER, view_copy(v, p->issuer));
	view_fact(v, TEXT_VALID_FROM, view_date(v, p->not_before));
	view_fact(v, TEXT_VALID_UNTIL, view_date(v, p->not_after));
	show_state(s, p, v);
	view_fact(v, TEXT_KEY_TYPE, "SM2");
	view_fact(v, TEXT_CARRIER,
	    say_carrier(v, p->carrier, p->token_label, p->token_serial));
	if (!state_of(s)->gone)
		view_button(v, ID_CARRIER, TEXT_DETAILS_CARRIER, 0);
	view_fact(v, TEXT_SIGN_SERIAL, view_copy(v, p->sign_serial));
	view_button(v, ID_COPY_SIGN, TEXT_DETAILS_COPY_SIGN, 0);
	view_fact(v, TEXT_ENCRYPT_SERIAL, view_copy(v, p->encrypt_serial));
	view_button(v, ID_COPY_ENCRYPT, TEXT_DETAILS_COPY_ENCRYPT, 0);
	show_use(v);
}

enum { COLUMN_FIELD, COLUMN_VALUE, COLUMNS };

static const struct table_column *
show_columns(struct view *v)
{
	struct table_column *c = view_alloc(v, COLUMNS, sizeof(*c));

	if (c == NULL)
		return NULL;
	c[COLUMN_FIELD].label = view_text(v, TEXT_DETAILS_FIELD);
	c[COLUMN_VALUE].label = view_text(v, TEXT_DETAILS_VALUE);
	c[COLUMN_VALUE].wide = true;
	return c;
}

static void
show_row(
    struct table *t, const struct cert_field *f, int chosen, struct view *v)
{
	struct table_cell *cells = view_alloc(v, COLUMNS, sizeof(*cells));
	const int id = (int)t->row_count + 1;

	if (cells == NULL)
		return;
	cells[COLUMN_FIELD].text = view_copy(v, f->label);
	cells[COLUMN_VALUE].text = view_copy(v, f->value);
	t->rows[t->row_count++] = (struct table_row){
	    .id = id, .cells = cells, .chosen = id == chosen};
}

static void
show_table(const struct details *d, const struct cert_fields *f, struct view *v)
{
	struct item *i =
	    view_add(v, ITEM_TABLE, ID_TABLE, view_text(v, TEXT_DETAILS_ALL));
	struct table *t = view_alloc(v, 1, sizeof(*t));

	if (t == NULL)
		return;
	i->table = t;
	t->columns = show_columns(v);
	t->rows = view_alloc(v, f->count, sizeof(*t->rows));
	t->sorted_by = SIZE_MAX;
	t->empty = "";
	if (t->columns == NULL || t->rows == NULL)
		return;
	t->column_count = COLUMNS;
	for (size_t n = 0; n < f->count; n++)
		show_row(t, &f->rows[n], d->row, v);
}

/* The whole of a value that is too long for its row. */
static void
show_value(const struct details *d, const struct cert_fields *f, struct view *v)
{
	const struct cert_field *field = d->row < 1 || (size_t)d->row > f->count
					     ? NULL
					     : &f->rows[d->row - 1];
	struct item *i =
	    view_add(v, ITEM_DOCUMENT, 0, view_text(v, TEXT_DETAILS_WHOLE));

	i->value = field == NULL ? view_text(v, TEXT_DETAILS_CHOOSE)
				 : view_copy(v, field->value);
	i = view_button(v, ID_COPY, TEXT_DETAILS_COPY, 0);
	if (field == NULL)
		i->why_not = view_text(v, TEXT_DETAILS_CHOOSE);
	view_button(v, ID_COPY_ALL, TEXT_DETAILS_COPY_ALL, 0);
}

/* "0123…CDEF-sign.cer": to be told apart in a folder. */
static void
show_save(const struct details *d, int id, enum text label, const char *end,
    struct view *v)
{
	const struct holder_pair *p = pair_of(d);
	const bool sign = d->page == PAGE_SIGN;
	struct item *i = view_button(v, id, label, ITEM_SAVE_FILE);

	i->value = view_printf(v, "%s-%s.%s",
	    sign ? p->sign_serial : p->encrypt_serial,
	    sign ? "sign" : "encrypt", end);
}

static void
show_fields(const struct screen *s, struct view *v)
{
	const struct details *d = state_of(s);
	AUTO(cert_fields) f = NULL;
	enum err e = cert_describe(shown_der(d), v->lang, &f);

	if (e != ERR_OK) {
		view_error(v, e, NULL);
		return;
	}
	show_table(d, f, v);
	show_value(d, f, v);
	show_save(d, ID_SAVE_DER, TEXT_DETAILS_SAVE_DER, "cer", v);
	show_save(d, ID_SAVE_PEM, TEXT_DETAILS_SAVE_PEM, "pem", v);
}

static void
show_news(const struct details *d, struct view *v)
{
	struct item *i;

	panel_show_error(&d->panel, v);
	if (d->gone) {
		i = view_add(v, ITEM_NOTE, 0, view_text(v, TEXT_DETAILS_GONE));
		i->value = view_text(v, TEXT_DETAILS_GONE_ADVICE);
		i->tone = TONE_CAUTION;
	}
	if (d->saved[0] != '\0' && d->panel.job == NULL) {
		i = view_add(v, ITEM_NOTE, 0, view_text(v, TEXT_WRITTEN));
		i->value = view_copy(v, d->saved);
		i->tone = TONE_GOOD;
	}
	if (d->copied) {
		i = view_add(v, ITEM_NOTE, 0, view_text(v, TEXT_COPIED));
		i->tone = TONE_GOOD;
	}
}

static void
show_pair(const struct screen *s, const struct holder_pair *p, struct view *v)
{
	const struct details *d = state_of(s);

	show_pages(d, v);
	show_news(d, v);
	if (d->page == PAGE_HOLDER)
		show_holder(s, p, v);
	else
		show_fields(s, v);
	if (!d->gone)
		next_step_button(
		    v, ID_HELP, say_trouble(known(s), p), ITEM_FOOT);
}

static void
show(const struct screen *s, struct view *v)
{
	const struct details *d = state_of(s);
	const struct holder_pair *p = pair_of(d);

	v->title = view_text(v, TEXT_DETAILS_TITLE);
	panel_show_busy(&d->panel, v, TEXT_DETAILS_WRITING);
	if (p == NULL)
		view_add(v, ITEM_TEXT, 0, view_text(v, TEXT_NO_CERTIFICATES));
	else
		show_pair(s, p, v);
	view_button(v, ID_CLOSE, TEXT_CLOSE,
	    ITEM_FOOT | ITEM_CANCEL | ITEM_DEFAULT | ITEM_FOCUS);
}

/* --- copying --- */

static void
copy(struct screen *s, const char *text)
{
	const struct desk_face *face = desk_face(screen_desk(s));
	struct details *d = screen_state(s);

	face->copy(face->self, text);
	d->copied = true;
}

static void
copy_buf(struct screen *s, struct buf *b)
{
	char *text = NULL;

	if (buf_take_string(b, &text) == ERR_OK)
		copy(s, text);
	free(text);
}

static void
copy_fields(struct screen *s, bool all)
{
	const struct details *d = state_of(s);
	AUTO(cert_fields) f = NULL;
	AUTO_DONE(buf) text = BUF(COPY_MAX);

	if (cert_describe(shown_der(d), desk_lang(screen_desk(s)), &f) !=
	    ERR_OK)
		return;
	for (size_t n = 0; n < f->count; n++) {
		if (all)
			buf_printf(&text, "%s: %s\n", f->rows[n].label,
			    f->rows[n].value);
		else if ((int)n + 1 == d->row)
			buf_str(&text, f->rows[n].value);
	}
	copy_buf(s, &text);
}

/* --- saving --- */

struct save_job {
	struct job job;
	struct buf der;
	char path[FILE_PATH_MAX];
	enum export_format format;
};

static enum err
save(struct job *job, struct assistant *a)
{
	struct save_job *j = (struct save_job *)job;

	(void)a;
	return assistant_export(buf_bytes(&j->der), j->path, j->format);
}

static void
free_save(struct job *job)
{
	buf_done(&((struct save_job *)job)->der);
	free(job);
}

static const struct job_class save_class = {
    .work = save, .free = free_save, .flags = JOB_LASTS};

static void
start_saving(struct screen *s, const char *path, enum export_format format)
{
	struct details *d = screen_state(s);
	struct save_job *j;

	if (d->panel.job != NULL || strlen(path) >= sizeof(d->saved))
		return;
	j = (struct save_job *)job_new(&save_class, sizeof(*j));
	if (j != NULL) {
		buf_init(&j->der, shown_der(d).len);
		buf_put(&j->der, shown_der(d));
		memcpy(j->path, path, strlen(path) + 1);
		j->format = format;
	}
	memcpy(d->saved, path, strlen(path) + 1);
	panel_start(&d->panel, s, j == NULL ? NULL : &j->job, 0);
}

static void
moved(struct screen *s, struct job *j)
{
	struct details *d = screen_state(s);

	if (panel_over(&d->panel, j) && j->err != ERR_OK)
		d->saved[0] = '\0';
}

/* --- events --- */

static void
press(struct screen *s, int id)
{
	const struct details *d = state_of(s);
	const struct holder_pair *p = pair_of(d);
	const struct wish w = {.serial = p == NULL ? NULL : p->sign_serial,
	    .carrier = p == NULL ? NULL : p->token_serial};

	switch (id) {
	case ID_COPY_SIGN:
		copy(s, p->sign_serial);
		break;
	case ID_COPY_ENCRYPT:
		copy(s, p->encrypt_serial);
		break;
	case ID_COPY:
	case ID_COPY_ALL:
		copy_fields(s, id == ID_COPY_ALL);
		break;
	case ID_CARRIER:
		(void)desk_open(screen_desk(s), SCREEN_CARRIERS, &w);
		break;
	case ID_HELP:
		next_step_go(s, say_trouble(known(s), p), &w);
		break;
	case ID_CLOSE:
		screen_close(s);
		break;
	}
}

static void
turn_page(struct details *d, size_t page)
{
	d->page = page;
	d->row = 1;
}

static void
event(struct screen *s, const struct event *e)
{
	struct details *d = screen_state(s);

	d->copied = false;
	switch (e->kind) {
	case EVENT_PRESS:
		press(s, e->id);
		break;
	case EVENT_PAGE:
		turn_page(d, e->index);
		break;
	case EVENT_ROW:
		d->row = e->row;
		break;
	case EVENT_OPEN_ROW:
		d->row = e->row;
		copy_fields(s, false);
		break;
	case EVENT_FILE:
		start_saving(
		    s, e->text, e->id == ID_SAVE_DER ? EXPORT_DER : EXPORT_PEM);
		break;
	default:
		break;
	}
}

const struct screen_class screen_details = {
    .state_size = sizeof(struct details),
    .open = opened,
    .show = show,
    .event = event,
    .changed = changed,
    .moved = moved,
    .close = close_it,
    .again = again};
