// One-time codes at the login: begun with the password, turned on by the first code, and ended with both.
import { isProblem } from '../../../clients/typescript/problem.ts';
import { type Html, html } from '../html.ts';
import { field, heading, troubleOf } from '../layout.ts';
import type { Words } from '../text.ts';
import type { Page, PageAnswer, Visit } from '../visit.ts';

/** A wrong proof ends no session: the form is shown again. */
const wrongProofs = new Set(['invalid-credentials', 'otp-required', 'invalid-state']);

const codeField = (words: Words): Html =>
  field(words, { name: 'otp', label: 'otp', autocomplete: 'one-time-code', maxlength: 20 });

const passwordField = (words: Words): Html =>
  field(words, {
    name: 'password',
    label: 'currentPassword',
    type: 'password',
    autocomplete: 'current-password',
    maxlength: 1024,
  });

/** On the page of the account. */
export const mfaForm = (words: Words, isOn: boolean): Html => {
  const action = isOn ? '/account/mfa/end' : '/account/mfa';
  return html`<form method="post" action="${action}"><fieldset><legend>${words.text('mfa')}</legend>
<p>${words.text(isOn ? 'mfaOn' : 'mfaOff')}</p>
${passwordField(words)}${isOn && codeField(words)}<button>${words.text(isOn ? 'mfaEnd' : 'mfaBegin')}</button></fieldset></form>`;
};

const confirmForm = (words: Words): Html =>
  html`<form method="post" action="/account/mfa/confirmation">${codeField(words)}<button>${words.text('mfaConfirm')}</button></form>`;

const asking = async (
  { words }: Visit,
  again: Html,
  act: () => Promise<PageAnswer>,
): Promise<PageAnswer> => {
  try {
    return await act();
  } catch (error) {
    if (!isProblem(error) || !wrongProofs.has(error.code)) throw error;
    const title = words.text('mfa');
    const main = html`${heading(title)}${troubleOf(words, error.problem)}${again}<p><a href="/account">${words.text('account')}</a></p>`;
    return { status: 422, title, main };
  }
};

/** Shown this once: the secret, and the codes for the day the phone is lost. */
export const beginMfa = (visit: Visit): Promise<PageAnswer> => {
  const { api, form, words } = visit;
  return asking(visit, mfaForm(words, false), async (): Promise<Page> => {
    const { data } = await api.POST('/users/me/mfa', {
      body: { password: form.get('password') ?? '' },
    });
    const { secret = '', otpauthUri = '', recoveryCodes = [] } = data ?? {};
    const title = words.text('mfa');
    return {
      title,
      main: html`${heading(title)}<p>${words.text('mfaSecret')}</p>
<p><code>${secret.replace(/(.{4})(?=.)/g, '$1 ')}</code></p><p><a href="${otpauthUri}">${words.text('mfaOpen')}</a></p>
<p>${words.text('mfaRecovery')}</p><ul>${recoveryCodes.map((code) => html`<li><code>${code}</code></li>`)}</ul>
${confirmForm(words)}`,
    };
  });
};

export const confirmMfa = (visit: Visit): Promise<PageAnswer> => {
  const { api, form, words } = visit;
  return asking(visit, confirmForm(words), async () => {
    await api.POST('/users/me/mfa/confirm', { body: { otp: form.get('otp') ?? '' } });
    return { to: '/account' };
  });
};

export const endMfa = (visit: Visit): Promise<PageAnswer> => {
  const { api, form, words } = visit;
  return asking(visit, mfaForm(words, true), async () => {
    const body = { password: form.get('password') ?? '', otp: form.get('otp') ?? '' };
    await api.DELETE('/users/me/mfa', { body });
    return { to: '/account' };
  });
};
