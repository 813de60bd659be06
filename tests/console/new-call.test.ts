import { RingbackClient } from '@ringback/client';
import { strToU8, zipSync } from 'fflate';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { requirement } from '../requirements.js';
import { type RunningService, startService } from '../running-service.js';
import { accessibilityFaults, overhang } from './accessibility.js';
import { openBrowser, type TestBrowser } from './browser.js';

const MATTER = '通知张先生明天上午9点到三楼会议室开会';

const CSV = [
  '姓名,手机,时间',
  '张三,13800138000,9点',
  '李四,138,10点',
  '王五,1.38E+10,11点',
  '赵六,110,12点',
  '"=HYPERLINK(""http://evil.example"")",13900139001,13点',
  '孙七,13800138000,14点',
].join('\r\n');

describe.skipIf(!(await requirement('chromium')))('a new call', () => {
  let browser: TestBrowser;
  let service: RunningService;
  let client: RingbackClient;
  let faults: string[] = [];

  beforeAll(async () => {
    [browser, service] = await Promise.all([
      openBrowser(),
      startService({ RINGBACK_SIMULATOR_SPEED: '4', RINGBACK_SPEECH: 'tones', RINGBACK_OPENING_BALANCE: '3' }),
    ]);
    client = new RingbackClient({ baseUrl: service.url, apiKey: service.key });
  });
  afterAll(async () => {
    await Promise.all([browser?.close(), service?.stop()]);
  });
  afterEach(() => {
    expect(faults).toEqual([]);
  });

  async function open(options: Parameters<TestBrowser['open']>[1] = {}): Promise<Page> {
    const opened = await browser.open(`${service.url}/new-call`, options);
    faults = opened.faults;
    await opened.page.getByRole('heading', { level: 1 }).waitFor();
    return opened.page;
  }
  const numbers = (page: Page) => page.getByRole('textbox', { name: /^(Phone numbers|电话号码)/ });
  const matter = (page: Page) => page.getByRole('textbox', { name: /^(What to tell|要告知或了解的事)/ });
  const file = (page: Page, name: string, content: string | Uint8Array, mimeType = 'text/csv') =>
    page.locator('input[type=file]').setInputFiles({ name, mimeType, buffer: Buffer.from(content) });
  const calls = async () => (await client.listCalls({ limit: 200 })).items;
  /** What the page asks of the service that could place something. */
  function watchPlacing(page: Page): string[] {
    const asked: string[] = [];
    page.on('request', (request) => {
      const { pathname } = new URL(request.url());
      if (request.method() === 'POST' && pathname.startsWith('/v1/') && pathname !== '/v1/calls/check')
        asked.push(pathname);
    });
    return asked;
  }

  it('says of every bad row of a CSV why, before anything is sent, then calls the others', async () => {
    const before = (await calls()).length;
    const page = await open();
    const placing = watchPlacing(page);
    await file(page, 'list.csv', CSV);
    await matter(page).fill(MATTER);
    const list = page.getByRole('list', { name: '3 rows are not right and are not called' });
    await list.waitFor();
    expect(await list.getByRole('listitem').allTextContents()).toEqual([
      'Line 3: 138 (李四) is a short service number, which cannot be called',
      'Line 4: 1.38E+10 (王五) was rounded by Excel and has lost its last digits: format that column as text in Excel and enter it again',
      'Line 5: 110 (赵六) is an emergency number and is never called',
    ]);
    await page.getByText('1 is repeated and called once').waitFor();

    // Not while rows are wrong and nothing was said of them.
    await page.getByRole('button', { name: 'Call 2 numbers' }).click();
    await page.getByText('Mend the rows that are not right, or tick to leave them out.').waitFor();
    expect(await page.getByRole('dialog').count()).toBe(0);
    await page.getByRole('checkbox', { name: 'Leave these rows out and call the other 2' }).check();
    await page.getByRole('button', { name: 'Call 2 numbers' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('Simulated line: 2 simulated calls. No real phone rings.').waitFor();
    await dialog.getByText('3 rows that are not right are left out.').waitFor();
    await dialog.getByText('¥0.60 are held at once; at most it may cost ¥3.00.').waitFor();
    expect([placing, (await calls()).length]).toEqual([[], before]);
    expect(await accessibilityFaults(page)).toEqual([]);

    // Two clicks in one moment are one request.
    const confirm = dialog.getByRole('button', { name: 'Place 2 simulated calls' });
    await confirm.evaluate((button) => {
      (button as HTMLElement).click();
      (button as HTMLElement).click();
    });
    await page.getByText('2 calls accepted').waitFor();
    expect(placing).toEqual(['/v1/calls']);
    const made = (await calls()).slice(0, 2);
    expect(made.map(({ phone, user_requirement }) => [phone, user_requirement]).sort()).toEqual([
      ['13800138000', MATTER],
      ['13900139001', MATTER],
    ]);
    await Promise.all(made.map(({ call_id }) => client.hangUp(call_id)));
  });

  it('gives each row its own words where the text names columns, and places each once', async () => {
    const page = await open();
    await file(page, 'list.csv', '姓名,手机,时间\n张三,13900139001,9点\n李四,13900139003,\n王五,13900139002,11点\n');
    await matter(page).fill('通知{姓名}{时间}到公司开会');
    const list = page.getByRole('list', { name: '1 row is not right and is not called' });
    await list.waitFor();
    expect(await list.getByRole('listitem').allTextContents()).toEqual(['Line 3: 13900139003 (李四) lacks 时间']);
    await page.getByRole('checkbox', { name: /Leave these rows out/ }).check();
    await page.getByRole('button', { name: 'Call 2 numbers' }).click();
    await page.getByRole('dialog').getByText('通知张三9点到公司开会').waitFor();
    await page.getByRole('button', { name: 'Place 2 simulated calls' }).click();
    await page.getByText('2 calls accepted').waitFor();
    const made = (await calls()).slice(0, 2);
    expect(made.map((call) => call.user_requirement)).toEqual(['通知王五11点到公司开会', '通知张三9点到公司开会']);
    await Promise.all(made.map(({ call_id }) => client.hangUp(call_id)));
  });

  it('says how many were placed where it is stopped in between, and goes on with the others alone', async () => {
    const page = await open();
    await file(page, 'list.csv', '姓名,手机\n张三,13900139001\n李四,13900139002\n王五,13900139003\n');
    await matter(page).fill('通知{姓名}明天开会');
    await page.getByRole('button', { name: 'Call 3 numbers' }).click();
    const before = (await calls()).length;
    let asked = 0;
    await page.route('**/v1/calls', async (route) => {
      asked += 1;
      if (asked !== 2) return route.continue();
      const body = { success: false, code: 'insufficient_balance', message: 'The balance is too low.', data: {} };
      return route.fulfill({ status: 402, json: body });
    });
    await page.getByRole('button', { name: 'Place 3 simulated calls' }).click();
    await page.getByText(/^1 were placed and 2 were not/).waitFor();
    await page.getByText('The balance is too low.').waitFor();
    expect((await calls()).length).toBe(before + 1);
    await page.getByRole('button', { name: 'Place the other 2' }).click();
    await page.getByText('3 calls accepted').waitFor();
    const made = (await calls()).slice(0, 3);
    expect((await calls()).length).toBe(before + 3);
    expect(made.map(({ phone }) => phone).sort()).toEqual(['13900139001', '13900139002', '13900139003']);
    await Promise.all(made.map(({ call_id }) => client.hangUp(call_id)));
  });

  it('reads an XLSX file, finds the column with the numbers, and lets another be chosen', async () => {
    const page = await open({ language: 'zh' });
    await file(
      page,
      '名单.xlsx',
      spreadsheet([
        ['单号', '姓名', '联系电话'],
        [20260001, '张三', 13900139001],
        [20260002, '李四', '没有'],
      ]),
      'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
    );
    await page.getByText('名单.xlsx：3 行').waitFor();
    const column = page.getByRole('combobox', { name: '号码所在的列' });
    expect(await column.locator('option:checked').textContent()).toBe('联系电话');
    await page.getByText('可拨打 1 个号码').waitFor();
    await page.getByText('第 3 行: 没有 (李四) 不是电话号码').waitFor();
    await column.selectOption({ label: '姓名' });
    await page.getByText('2 行有问题，不会拨打').waitFor();
    await page.getByRole('button', { name: '移除文件' }).click();
    await file(page, 'old.xls', Uint8Array.from([0xd0, 0xcf, 0x11, 0xe0, 1, 2]));
    await page.getByText('不支持旧的 .xls 格式，请另存为 XLSX 或 CSV。').waitFor();
  });

  it('takes a file that is dropped', async () => {
    const page = await open();
    const transfer = await page.evaluateHandle(`(() => {
      const transfer = new DataTransfer();
      transfer.items.add(new File(['13900139001\\n13900139002\\n'], 'drop.csv', { type: 'text/csv' }));
      return transfer;
    })()`);
    await page.getByTestId('drop-area').dispatchEvent('drop', { dataTransfer: transfer });
    await page.getByText('drop.csv: 2 rows').waitFor();
    await page.getByText('2 numbers can be called').waitFor();
  });

  it('estimates the cost, and stops where the balance is too low', async () => {
    const page = await open();
    await numbers(page).fill('13900139001\n13900139002');
    const table = page.getByRole('table', { name: 'What it may cost' });
    await table.getByRole('row', { name: /Held when they are placed.*¥0\.60/ }).waitFor();
    await table.getByRole('row', { name: /At most \(every call talks for 10 minutes\).*¥6\.00/ }).waitFor();
    await numbers(page).fill(Array.from({ length: 11 }, (_, n) => `139001390${n + 10}`).join('\n'));
    await page.getByText(/The balance is too low: ¥\d\.\d\d are missing/).waitFor();
    expect(await page.getByRole('button', { name: 'Call 11 numbers' }).isDisabled()).toBe(true);
  });

  it('rehearses with one click, with the fields of its form, and takes no money', { timeout: 90_000 }, async () => {
    const { balance, frozen } = await client.balance();
    const page = await open({ language: 'zh' });
    const placing = watchPlacing(page);
    await page.getByRole('button', { name: '开始演练' }).click();
    await page.getByText('请写明要告知或了解什么。').first().waitFor();
    expect(placing).toEqual([]);
    await matter(page).fill('问张先生明天能否参加');
    await page.getByRole('status', { name: '写清楚了吗？' }).getByText('还没看到地点').waitFor();
    await page.getByRole('button', { name: '添加一项' }).click();
    await page.getByRole('textbox', { name: '名称' }).fill('能否参加');
    await page.getByRole('combobox', { name: '类型' }).selectOption('yes_no');
    await page.getByRole('checkbox', { name: '必填' }).check();
    await page.getByRole('combobox', { name: '谁来接听' }).selectOption('confirms');
    await page.getByRole('button', { name: '开始演练' }).click();
    const call = page.getByTestId('spoken-call');
    await call.locator('[data-role=assistant]').first().waitFor();
    await call.getByText('通话正常完成').waitFor({ timeout: 60_000 });
    await call.getByText('能否参加:').waitFor();
    const record = await client.call((await call.getAttribute('data-call-id')) as string);
    expect(record).toMatchObject({
      rehearsal: 'confirms',
      cost: 0,
      result_schema: { type: 'object', properties: { 能否参加: { type: 'boolean' } }, required: ['能否参加'] },
    });
    expect(await client.balance()).toMatchObject({ balance, frozen });
    expect(placing).toEqual(['/v1/rehearsals']);
  });

  it.each(['zh', 'en'] as const)('is accessible and fits a phone, in %s', async (language) => {
    const page = await open({ language, size: { width: 360, height: 740 } });
    await numbers(page).fill('张三 13800138000\n138');
    await matter(page).fill(MATTER);
    await page.getByRole('button', { name: /^(更多设置|More settings)/ }).click();
    await page.getByRole('button', { name: /^(添加一项|Add a field)/ }).click();
    await page.getByText(/^(可拨打 1 个号码|1 number can be called)$/).waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    expect(await overhang(page)).toBeLessThanOrEqual(0);
  });
});

/** The least that a spreadsheet has. */
function spreadsheet(cells: (string | number)[][]): Uint8Array {
  const cell = (value: string | number, at: string) =>
    typeof value === 'number'
      ? `<c r="${at}"><v>${value}</v></c>`
      : `<c r="${at}" t="inlineStr"><is><t>${value}</t></is></c>`;
  const rows = cells
    .map((row, y) => `<row r="${y + 1}">${row.map((one, x) => cell(one, `${'ABC'[x]}${y + 1}`)).join('')}</row>`)
    .join('');
  const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
  const office = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
  const relations = 'http://schemas.openxmlformats.org/package/2006/relationships';
  const parts = {
    '_rels/.rels': `<Relationships xmlns="${relations}"><Relationship Id="rId1" Type="${office}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
    'xl/workbook.xml': `<workbook xmlns="${main}" xmlns:r="${office}"><sheets><sheet name="Sheet1" sheetId="1" r:id="rId1"/></sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': `<Relationships xmlns="${relations}"><Relationship Id="rId1" Type="${office}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>`,
    'xl/worksheets/sheet1.xml': `<worksheet xmlns="${main}"><sheetData>${rows}</sheetData></worksheet>`,
  };
  return zipSync(
    Object.fromEntries(Object.entries(parts).map(([name, text]) => [name, strToU8(`<?xml version="1.0"?>${text}`)])),
  );
}
