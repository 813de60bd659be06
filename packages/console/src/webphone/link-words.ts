import { screenWords } from '../i18n/i18n.js';

export const useLinkWords = screenWords('webphone-links', {
  zh: {
    make: '让别人在浏览器里接听：生成链接',
    made: '链接已生成，现在就复制并发给对方：离开后不再显示。对方打开后响铃，一天内有效，只能用一次。',
    link: '接听链接',
    copy: '复制',
    copied: '已复制',
    waiting: '等待接听的链接',
    open: '尚无通话',
    called: '等待接听',
    until: '有效期至',
    toCall: '通话记录',
    revoke: '撤销',
    revokeSure: '确定撤销？',
  },
  en: {
    make: 'Let somebody else answer: make a link',
    made: 'The link is made. Copy it now and send it: it is not shown again. It rings when they open it, within a day, and works once.',
    link: 'Link to answer by',
    copy: 'Copy',
    copied: 'Copied',
    waiting: 'Links that wait to be answered',
    open: 'Has no call yet',
    called: 'Waits to be answered',
    until: 'Good until',
    toCall: 'The call',
    revoke: 'Revoke',
    revokeSure: 'Really revoke?',
  },
});
