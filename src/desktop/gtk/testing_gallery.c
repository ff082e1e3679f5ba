/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A window of each kind of item, without a desk behind it: for tests of the
 * drawing, and to look at. gallery SCENE [zh|en]; each event is a line on
 * standard output, and changes what it is about:
 *
 *	press 3 | text 4 abc | secret 5 6 | choose 6 1 | switch 7 1 |
 *	row 8 12 1 | open 8 12 1 | sort 8 2 | page 0 1 | file 9 /path |
 *	close 0 | keep 640 480
 *
 * GALLERY_SIZE=640x480 is the size that was kept before.
 *
 * Of a secret the number of octets is told, never the secret; a press takes
 * the secrets away, as a screen does that hands them on.
 */
#include <stdio.h>
#include <stdlib.h>

#include <adwaita.h>

#include "assistant/screens/view.h"
#include "window.h"

enum { IDS = 64, ROWS = 40, TEXT_SIZE = 256, WAIT_MS = 700 };

struct gallery {
	const struct scene *scene;
	struct view view;
	enum lang lang;
	/* What was told, by id. */
	char text[IDS][TEXT_SIZE];
	size_t chosen[IDS], length[IDS];
	bool on[IDS], row_on[ROWS];
	size_t page, sorted_by, presses;
	int row;
	bool descending, waiting;
	struct window *window;
	GMainLoop *loop;
};

struct scene {
	const char *name;
	void (*show)(const struct gallery *g, struct view *v);
};

/* Chinese or English. */
static const char *
say(const struct gallery *g, const char *zh, const char *en)
{
	return g->lang == LANG_ZH ? zh : en;
}

static struct item *
button(struct view *v, int id, const char *label, unsigned flags)
{
	struct item *i = view_add(v, ITEM_BUTTON, id, label);

	i->flags = flags;
	return i;
}

static struct item *
entry(const struct gallery *g, struct view *v, int id, const char *label)
{
	struct item *i = view_add(v, ITEM_ENTRY, id, label);

	i->value = view_copy(v, g->text[id]);
	return i;
}

static struct item *
secret(const struct gallery *g, struct view *v, int id, const char *label)
{
	struct item *i = view_add(v, ITEM_SECRET, id, label);

	i->length = g->length[id];
	i->max = 20;
	return i;
}

static struct item *
note(struct view *v, enum tone tone, const char *label, const char *value)
{
	struct item *i = view_add(v, ITEM_NOTE, 0, label);

	i->tone = tone;
	i->value = value;
	return i;
}

static void
fact(struct view *v, const char *label, const char *value, enum tone tone)
{
	struct item *i = view_add(v, ITEM_FACT, 0, label);

	i->value = value;
	i->tone = tone;
}

/* A captcha: a small PNG, made by GDK of grey stripes. */
static struct bytes
stripes(struct view *v)
{
	enum { WIDTH = 120, HEIGHT = 36 };
	static uint8_t grey[WIDTH * HEIGHT * 3];
	GBytes *pixels, *png;
	GdkTexture *texture;
	struct bytes copy;
	uint8_t *to;

	for (size_t n = 0; n < sizeof(grey); n++)
		grey[n] = (uint8_t)(200 + n / 30 % 2 * 55);
	pixels = g_bytes_new_static(grey, sizeof(grey));
	texture = gdk_memory_texture_new(
	    WIDTH, HEIGHT, GDK_MEMORY_R8G8B8, pixels, WIDTH * 3);
	png = gdk_texture_save_to_png_bytes(texture);
	copy.p = g_bytes_get_data(png, &copy.len);
	to = view_alloc(v, copy.len, 1);
	memcpy(to, copy.p, copy.len);
	copy.p = to;
	g_bytes_unref(png);
	g_object_unref(texture);
	g_bytes_unref(pixels);
	return copy;
}

static void
show_login(const struct gallery *g, struct view *v)
{
	struct item *i;

	v->title = say(g, "登录", "Login");
	view_add(v, ITEM_TEXT, 0,
	    say(g, "请登录，以便可以使用证书管理的功能。",
		"Log in to manage your certificates."));
	entry(g, v, 1, say(g, "用户名", "User name"))->flags = ITEM_FOCUS;
	entry(g, v, 2, say(g, "申请人名称", "Applicant"));
	i = entry(g, v, 3, say(g, "验证码", "Characters in the picture"));
	i->hint = say(g, "看不清？点击图片换一张。",
	    "Hard to read? Click the picture for another.");
	i = view_add(v, ITEM_PICTURE, 4,
	    say(g, "验证码图片，点击换一张",
		"Captcha picture, click for another"));
	i->png = stripes(v);
	button(v, 5, say(g, "证书登录", "Use a certificate"), ITEM_FOOT);
	i = button(v, 6, say(g, "登录", "Log in"), ITEM_FOOT | ITEM_DEFAULT);
	if (!*g->text[1])
		i->why_not = say(g, "请先填写用户名", "Enter the user name");
}

static void
show_pin(const struct gallery *g, struct view *v)
{
	struct item *i;

	v->title = say(g, "修改PIN码", "Change the PIN");
	view_add(v, ITEM_TEXT, 0,
	    say(g, "证书设备：软证书“示例（北京）知识产权代理有限公司”",
		"Carrier: soft token \"Example IP Agency\""));
	i = secret(g, v, 1, say(g, "证书旧密码", "Old PIN"));
	i->hint = say(g, "还可以尝试 3 次", "Tries left: 3.");
	i->tone = TONE_CAUTION;
	i->flags = ITEM_FOCUS;
	i = secret(g, v, 2, say(g, "证书新密码", "New PIN"));
	i->hint =
	    say(g, "6–20 个字符；强度：好", "6-20 characters; strength: good");
	i->tone = TONE_GOOD;
	i = secret(g, v, 3, say(g, "确认新密码", "New PIN again"));
	if (g->length[2] != g->length[3]) {
		i->hint = say(g, "两次输入不一致", "The two differ");
		i->tone = TONE_PROBLEM;
	}
	if (g->presses > 0)
		note(v, TONE_PROBLEM,
		    say(g, "PIN 码不正确", "The PIN is wrong"),
		    say(g, "还可以尝试 2 次。请核对后再输入。",
			"Tries left: 2. Check it and enter it again."));
	button(v, 5, say(g, "取消", "Cancel"), ITEM_FOOT | ITEM_CANCEL);
	i = button(v, 6, say(g, "确认", "Change"), ITEM_FOOT | ITEM_DEFAULT);
	if (g->length[1] == 0)
		i->why_not = say(g, "请输入旧密码", "Enter the old PIN");
}

/* While the timer runs nothing can be used. */
static void
show_wait(const struct gallery *g, struct view *v)
{
	const char *busy = say(g, "正在核对", "Looking at it");
	struct item *i;

	v->title = say(g, "证书解锁", "Unlock");
	v->busy = g->waiting ? busy : NULL;
	entry(g, v, 1, say(g, "需解锁用户", "Whose"))->why_not = v->busy;
	i = secret(g, v, 2, say(g, "解锁码", "Code"));
	i->why_not = v->busy;
	i->flags = ITEM_FOCUS;
	button(v, 5, say(g, "取消", "Cancel"), ITEM_FOOT | ITEM_CANCEL);
	i = button(v, 6, say(g, "确认", "Unlock"), ITEM_FOOT | ITEM_DEFAULT);
	i->why_not = v->busy;
}

static void
show_notes(const struct gallery *g, struct view *v)
{
	struct item *i;

	v->title = say(g, "提示", "Notes");
	i = view_add(v, ITEM_TEXT, 0, "https://wssq.example.cn");
	i->flags = ITEM_LARGE;
	view_add(v, ITEM_TEXT, 0,
	    say(g, "此网站请求用您的证书登录。",
		"This site asks for a login with your certificate."));
	note(
	    v, TONE_PLAIN, say(g, "证书设备已插入", "A USB key is here"), NULL);
	note(v, TONE_GOOD,
	    say(g, "证书更新成功", "The certificates were updated"),
	    say(g, "旧证书不再使用。", "The old ones are no longer used."));
	note(v, TONE_CAUTION,
	    say(g, "证书还有 7 天到期", "The certificate ends in 7 days"),
	    say(g, "请办理证书更新。", "Please update it."));
	note(v, TONE_PROBLEM,
	    say(g, "连接不到受理机构", "The office cannot be reached"),
	    say(g,
		"请检查网络和代理设置，然后重试；长一些的说明会换行，"
		"不会被截断。",
		"Check the network and the proxy, then try again; a longer "
		"explanation goes on in a new line."));
	note(v, TONE_BUSY, say(g, "正在等待", "Waiting"), NULL);
	button(v, 5, say(g, "取消", "Cancel"), ITEM_FOOT | ITEM_CANCEL);
	button(v, 6, say(g, "废除", "Revoke"), ITEM_FOOT | ITEM_DANGER);
}

static struct item *
choice(const struct gallery *g, struct view *v, int id, const char *label)
{
	struct item *i = view_add(v, ITEM_CHOICE, id, label);

	i->chosen = g->chosen[id];
	return i;
}

static void
show_choices(const struct gallery *g, struct view *v)
{
	static const char *const pages[][2] = {{"用户信息", "Account"},
	    {"通用设置", "General"}, {"证书列表", "Certificates"},
	    {"代理服务", "Proxy"}, {"关于", "About"}};
	const char **labels = view_alloc(v, COUNT(pages), sizeof(*labels));
	struct option *o = view_alloc(v, 3, sizeof(*o));
	struct option *many = view_alloc(v, 12, sizeof(*many));
	struct item *i;

	v->title = say(g, "设置", "Settings");
	for (size_t n = 0; n < COUNT(pages); n++)
		labels[n] = pages[n][g->lang == LANG_EN];
	v->pages = labels;
	v->page_count = COUNT(pages);
	v->page = g->page;
	i = view_add(
	    v, ITEM_SWITCH, 1, say(g, "开机启动", "Start with the desktop"));
	i->on = g->on[1];
	i = view_add(v, ITEM_SWITCH, 2, say(g, "到期提醒", "Remind me"));
	i->on = g->on[2];
	i->hint = say(g, "到期前 30、14、7 和 1 天",
	    "30, 14, 7 and 1 days before the end");
	i = view_add(v, ITEM_SWITCH, 9, say(g, "免打扰", "Quiet hours"));
	i->why_not = say(g, "请先打开到期提醒", "Switch reminders on first");
	o[0].label = say(g, "软证书", "Soft token");
	o[0].hint = say(g, "保存在这台计算机上", "Kept on this computer");
	o[1].label = "USB Key";
	o[1].hint = say(g, "第四版硬证书", "The fourth hardware token");
	o[2].label = say(g, "另一个 USB Key", "Another USB key");
	o[2].why_not = say(g, "已被拔出", "It was pulled out");
	i = choice(g, v, 3, say(g, "证书设备", "Carrier"));
	i->options = o;
	i->option_count = 3;
	for (int n = 0; n < 12; n++)
		many[n].label = view_printf(v, "%02d:00", n + 8);
	i = choice(g, v, 4, say(g, "提醒时间", "At what time"));
	i->options = many;
	i->option_count = 12;
	i->hint = say(g, "按这台计算机的时钟", "By this computer's clock");
	button(v, 5, say(g, "关闭", "Close"), ITEM_FOOT | ITEM_CANCEL);
}

static void
fill_row(const struct gallery *g, struct view *v, struct table_row *row, int id)
{
	struct table_cell *cells = view_alloc(v, 4, sizeof(*cells));

	row->id = id;
	row->cells = cells;
	row->chosen = g->row_on[id];
	cells[0].text = view_printf(v,
	    say(g, "示例知识产权代理有限公司第%d分公司",
		"Example Agency, branch %d"),
	    id);
	cells[1].text = id % 3 ? say(g, "软证书", "soft token") : "USB Key";
	cells[2].text = view_printf(v, "20%02d-11-22", 27 + id % 9);
	cells[3].text =
	    id % 5 ? say(g, "有效", "valid") : say(g, "即将到期", "ends soon");
	cells[3].tone = id % 5 ? TONE_GOOD : TONE_CAUTION;
	if (id == 3)
		row->why_not = say(g, "还没有到更新的时间", "It is too early");
}

static struct table *
table(const struct gallery *g, struct view *v, size_t count)
{
	struct table *t = view_alloc(v, 1, sizeof(*t));
	struct table_column *c = view_alloc(v, 4, sizeof(*c));
	struct table_row *rows = view_alloc(v, count, sizeof(*rows));

	c[0] = (struct table_column){
	    say(g, "使用者", "Holder"), false, true, true};
	c[1] = (struct table_column){
	    say(g, "证书设备", "Carrier"), false, true, false};
	c[2] = (struct table_column){
	    say(g, "有效期到", "Valid until"), true, true, false};
	c[3] =
	    (struct table_column){say(g, "状态", "State"), false, false, false};
	for (size_t n = 0; n < count; n++)
		fill_row(
		    g, v, &rows[n], (int)(g->descending ? count - 1 - n : n));
	*t = (struct table){.columns = c,
	    .column_count = 4,
	    .rows = rows,
	    .row_count = count,
	    .sorted_by = g->sorted_by,
	    .descending = g->descending,
	    .empty = say(g, "没有符合条件的证书。", "No certificate fits.")};
	return t;
}

static void
show_table(const struct gallery *g, struct view *v)
{
	struct item *i;
	struct table *t = table(g, v, *g->text[1] ? 0 : ROWS);

	v->title = say(g, "证书列表", "Certificates");
	i = entry(g, v, 1, say(g, "搜索", "Search"));
	i->flags = ITEM_SEARCH | ITEM_FOCUS;
	button(v, 2, say(g, "批量更新", "Update all chosen"), 0);
	i = view_add(v, ITEM_TABLE, 8, NULL);
	t->several = true;
	i->table = t;
	button(v, 5, say(g, "关闭", "Close"), ITEM_FOOT | ITEM_CANCEL);
}

/* In English the tabs are wider than a form. */
static void
show_details(const struct gallery *g, struct view *v)
{
	const char **pages = view_alloc(v, 2, sizeof(*pages));

	v->title = say(g, "证书详情", "Certificate");
	pages[0] = say(g, "概要",
	    "Summary of the signing and of the encryption certificate");
	pages[1] = say(g, "全部字段", "All their fields");
	v->pages = pages;
	v->page_count = 2;
	v->page = g->page;
	if (g->page == 1) {
		view_add(v, ITEM_TABLE, 9, say(g, "字段", "Fields"))->table =
		    table(g, v, 4);
		return;
	}
	view_add(v, ITEM_HEADING, 0, say(g, "签名证书", "Signing certificate"));
	fact(v, say(g, "使用者", "Holder"),
	    say(g, "示例（北京）知识产权代理有限公司",
		"Example (Beijing) Intellectual Property Agency Co., Ltd."),
	    TONE_PLAIN);
	fact(v, say(g, "颁发者", "Issuer"), "TM Practice CA", TONE_PLAIN);
	fact(v, say(g, "有效期到", "Valid until"), "2031-11-22", TONE_PLAIN);
	fact(v, say(g, "状态提示", "State"),
	    say(g, "有效，还有 7 天", "valid, days left: 7"), TONE_CAUTION);
	fact(v, say(g, "序列号", "Serial number"),
	    "5A3F 09C1 77E0 12D4 8B66 0F2E 9C31 A0B5 0012 3344", TONE_PLAIN);
	button(v, 7, say(g, "复制", "Copy"), 0);
	button(v, 8, say(g, "保存为 .cer", "Save as .cer"), ITEM_SAVE_FILE)
	    ->value = "certificate.cer";
	view_add(
	    v, ITEM_HEADING, 0, say(g, "加密证书", "Encryption certificate"));
	fact(v, say(g, "有效期到", "Valid until"), "2031-11-22", TONE_PLAIN);
	button(v, 5, say(g, "关闭", "Close"),
	    ITEM_FOOT | ITEM_CANCEL | ITEM_DEFAULT);
}

static void
show_single(const struct gallery *g, struct view *v)
{
	struct item *i;
	struct table *t = table(g, v, 4);

	v->title = say(g, "证书登录", "Login with a certificate");
	for (size_t n = 0; n < t->row_count; n++)
		t->rows[n].chosen = t->rows[n].id == g->row;
	i = view_add(
	    v, ITEM_TABLE, 8, say(g, "选择证书", "Choose a certificate"));
	i->table = t;
	secret(g, v, 1, say(g, "PIN 码", "PIN"))->hint =
	    say(g, "还可以尝试 10 次", "Tries left: 10.");
	button(v, 5, say(g, "取消", "Cancel"), ITEM_FOOT | ITEM_CANCEL);
	button(v, 6, say(g, "登录", "Log in"), ITEM_FOOT | ITEM_DEFAULT);
}

static void
show_steps(const struct gallery *g, struct view *v)
{
	struct item *i = view_add(v, ITEM_STEPS, 0, NULL);
	struct step_line *s = view_alloc(v, 5, sizeof(*s));

	v->title = say(g, "证书签发", "Issue");
	v->busy =
	    say(g, "证书助手正在签发证书，请耐心等待", "Issuing, please wait");
	s[0] =
	    (struct step_line){say(g, "生成密钥", "Make the keys"), STEP_DONE};
	s[1] = (struct step_line){
	    say(g, "提交申请", "Send the request"), STEP_DONE};
	s[2] = (struct step_line){say(g, "等待签发", "Wait for the office"),
	    g->presses > 0 ? STEP_FAILED : STEP_WORKING};
	s[3] = (struct step_line){
	    say(g, "安装证书", "Install the certificates"), STEP_WAITING};
	s[4] = (struct step_line){say(g, "检验", "Try them"), STEP_WAITING};
	i->steps = s;
	i->step_count = 5;
	button(v, 6, say(g, "取消", "Cancel"), ITEM_FOOT | ITEM_CANCEL);
}

static void
show_document(const struct gallery *g, struct view *v)
{
	struct item *i =
	    view_add(v, ITEM_DOCUMENT, 0, say(g, "诊断报告", "Report"));
	GString *text = g_string_new(NULL);

	v->title = say(g, "环境修复", "Environment repair");
	for (int n = 1; n < 40; n++)
		g_string_append_printf(text,
		    say(g, "%02d  时钟：与受理机构相差 0 秒。\n",
			"%02d  Clock: 0 seconds from the office.\n"),
		    n);
	i->value = view_copy(v, text->str);
	g_string_free(text, TRUE);
	button(v, 7, say(g, "保存报告", "Save the report"),
	    ITEM_FOOT | ITEM_SAVE_FILE);
	button(v, 5, say(g, "关闭", "Close"),
	    ITEM_FOOT | ITEM_CANCEL | ITEM_DEFAULT);
}

static const struct scene scenes[] = {
    {"login", show_login},
    {"pin", show_pin},
    {"wait", show_wait},
    {"notes", show_notes},
    {"details", show_details},
    {"choices", show_choices},
    {"table", show_table},
    {"single", show_single},
    {"steps", show_steps},
    {"document", show_document},
};

/* --- the window's other side --- */

static const struct view *
view_of(void *self)
{
	struct gallery *g = self;

	view_done(&g->view);
	view_init(&g->view, g->lang);
	g->scene->show(g, &g->view);
	return &g->view;
}

static void
tell(const struct event *e)
{
	static const char *const names[] = {"press", "text", "secret", "choose",
	    "switch", "row", "open", "sort", "page", "file", "close"};

	printf("%s %d", names[e->kind], e->id);
	if (e->kind == EVENT_TEXT || e->kind == EVENT_FILE)
		printf(" %s", e->text);
	if (e->kind == EVENT_SECRET)
		printf(" %zu", e->secret.len);
	if (e->kind == EVENT_CHOOSE || e->kind == EVENT_SORT ||
	    e->kind == EVENT_PAGE)
		printf(" %zu", e->index);
	if (e->kind == EVENT_SWITCH)
		printf(" %d", e->on);
	if (e->kind == EVENT_ROW || e->kind == EVENT_OPEN_ROW)
		printf(" %d %d", e->row, e->on);
	putchar('\n');
	fflush(stdout);
}

static void
sort(struct gallery *g, size_t column)
{
	g->descending = g->sorted_by == column && !g->descending;
	g->sorted_by = column;
}

static gboolean
waited(void *self)
{
	struct gallery *g = self;

	g->waiting = false;
	window_update(g->window);
	return G_SOURCE_REMOVE;
}

static void
wait(struct gallery *g)
{
	g->waiting = true;
	g_timeout_add(WAIT_MS, waited, g);
}

static void
send(void *self, const struct event *e)
{
	struct gallery *g = self;

	tell(e);
	if (e->kind == EVENT_PRESS) {
		g->presses++;
		memset(g->length, 0, sizeof(g->length));
	}
	if (e->kind == EVENT_PRESS && g->scene->show == show_wait)
		wait(g);
	if (e->kind == EVENT_TEXT)
		g_strlcpy(g->text[e->id], e->text, TEXT_SIZE);
	if (e->kind == EVENT_SECRET)
		g->length[e->id] = e->secret.len;
	if (e->kind == EVENT_CHOOSE)
		g->chosen[e->id] = e->index;
	if (e->kind == EVENT_SWITCH)
		g->on[e->id] = e->on;
	if (e->kind == EVENT_PAGE)
		g->page = e->index;
	if (e->kind == EVENT_ROW)
		g->row_on[e->row] = e->on;
	if (e->kind == EVENT_ROW && e->on)
		g->row = e->row;
	if (e->kind == EVENT_SORT)
		sort(g, e->index);
	if (e->kind == EVENT_CLOSE) {
		g_main_loop_quit(g->loop);
		return;
	}
	window_update(g->window);
}

/* --- sizes --- */

static bool
kept_size(void *self, const char *name, struct window_size *ret_size)
{
	const char *size = g_getenv("GALLERY_SIZE"); /* "800x600" */
	char *end;

	if (size == NULL)
		return false;
	ret_size->width = (int)strtol(size, &end, 10);
	if (*end != 'x')
		return false;
	ret_size->height = (int)strtol(end + 1, &end, 10);
	return *end == '\0';
}

static void
keep_size(void *self, const char *name, const struct window_size *size)
{
	printf("keep %d %d\n", size->width, size->height);
}

static const struct scene *
scene_named(const char *name)
{
	for (size_t n = 0; n < COUNT(scenes); n++)
		if (strcmp(scenes[n].name, name) == 0)
			return &scenes[n];
	return NULL;
}

int
main(int argc, char **argv)
{
	static struct gallery g = {.sorted_by = SIZE_MAX, .row = -1};
	const struct window_host host = {
	    .size = kept_size, .keep_size = keep_size};

	g.scene = argc > 1 ? scene_named(argv[1]) : NULL;
	if (!g.scene) {
		fprintf(stderr, "gallery SCENE [zh|en]; scenes:");
		for (size_t n = 0; n < COUNT(scenes); n++)
			fprintf(stderr, " %s", scenes[n].name);
		fputc('\n', stderr);
		return 2;
	}
	if (argc > 2 && strcmp(argv[2], "en") == 0)
		g.lang = LANG_EN;
	g_setenv("GSK_RENDERER", "cairo", FALSE);
	g_setenv("GDK_DEBUG", "gl-disable", FALSE);
	window_setup();
	g.loop = g_main_loop_new(NULL, FALSE);
	g.window = window_new_for(
	    &(struct window_content){
		.self = &g, .name = "gallery", .view = view_of, .send = send},
	    &host);
	g_main_loop_run(g.loop);
	window_free(g.window);
	g_main_loop_unref(g.loop);
	view_done(&g.view);
	return 0;
}
