// The pages that mails link to. A click does nothing yet: mail scanners follow links too.
import { html } from '../html.ts';
import { field, heading } from '../layout.ts';
import type { TextKey } from '../text.ts';
import type { Page, Redirect, Visit } from '../visit.ts';

const linkPage = (
  visit: Visit,
  title: TextKey,
  more: readonly ReturnType<typeof field>[] = [],
): Page => {
  const { words, query, form, path } = visit;
  const token = query.get('token') ?? form.get('token');
  const heads = words.text(title);
  if (token === null || token === '') {
    return {
      status: 400,
      title: heads,
      main: html`${heading(heads)}<p class="trouble">${words.text('linkMissing')}</p>`,
    };
  }
  return {
    title: heads,
    main: html`${heading(heads)}<form method="post" action="${path}"><input type="hidden" name="token" value="${token}">${more}<button>${heads}</button></form>`,
  };
};

const said = ({ words }: Visit, title: TextKey, text: TextKey): Page => ({
  title: words.text(title),
  main: html`${heading(words.text(title))}<p role="status">${words.text(text)}</p><p><a href="/login">${words.text('login')}</a></p>`,
});

const tokenIn = ({ form }: Visit): string => form.get('token') ?? '';

export const verifyEmailPage = (visit: Visit): Page => linkPage(visit, 'confirmEmail');

export const verifyEmail = async (visit: Visit): Promise<Page> => {
  await visit.api.POST('/users/verification', { body: { token: tokenIn(visit) } });
  return said(visit, 'confirmEmail', 'emailConfirmed');
};

export const resetPasswordPage = (visit: Visit): Page =>
  linkPage(visit, 'choosePassword', [
    field(visit.words, {
      name: 'password',
      label: 'newPassword',
      type: 'password',
      autocomplete: 'new-password',
      maxlength: 256,
    }),
  ]);

export const resetPassword = async (visit: Visit): Promise<Redirect> => {
  const body = { token: tokenIn(visit), password: visit.form.get('password') ?? '' };
  await visit.api.POST('/auth/password-reset/confirm', { body });
  return { to: '/login?changed=1' };
};
