// Logging in and out. A script sends the forms to the API itself, so that its limits count visitors, not the storefront.
import { type Html, html } from '../html.ts';
import { field, heading } from '../layout.ts';
import { loginCookies, logoutCookies } from '../session.ts';
import type { Page, Redirect, Visit } from '../visit.ts';

/** Only a page of ours: a path, and no `//elsewhere`. */
const nextOf = ({ query, form }: Visit): string => {
  const next = query.get('next') ?? form.get('next') ?? '/';
  return /^\/(?![/\\])[\w\-./?=&%]*$/.test(next) ? next : '/';
};

/** Where no script has taken the form, it comes here: by POST, since no password belongs into an address. */
const needsScript = ({ words, method }: Visit): Html => {
  const told = html`<p class="trouble" role="alert">${words.text('needsScript')}</p>`;
  return method === 'POST' ? told : html`<noscript>${told}</noscript>`;
};

export const loginPage = (visit: Visit): Page => {
  const { words, query, form } = visit;
  const title = words.text('login');
  return {
    title,
    main: html`${heading(title)}${query.has('next') && html`<p>${words.text('loginFirst')}</p>`}${query.has('registered') && html`<p role="status">${words.text('registered')}</p>`}${query.has('changed') && html`<p role="status">${words.text('passwordChanged')}</p>`}
${needsScript(visit)}
<form method="post" data-api="/auth/login" data-session="${nextOf(visit)}">
${field(words, { name: 'email', label: 'email', type: 'email', value: form.get('email'), autocomplete: 'username', maxlength: 254 })}
${field(words, { name: 'password', label: 'password', type: 'password', autocomplete: 'current-password', maxlength: 1024 })}
<div data-otp hidden>${field(words, { name: 'otp', label: 'otp', autocomplete: 'one-time-code', maxlength: 20, optional: true })}</div>
<p class="trouble" role="alert" hidden></p>
<button>${title}</button></form>
<p><a href="/register">${words.text('register')}</a> · <a href="/forgot-password">${words.text('forgot')}</a></p>`,
  };
};

export const registerPage = (visit: Visit): Page => {
  const { words, form } = visit;
  const title = words.text('register');
  return {
    title,
    main: html`${heading(title)}${needsScript(visit)}
<form method="post" data-api="/users" data-next="/login?registered=1">
${field(words, { name: 'name', label: 'name', value: form.get('name'), autocomplete: 'name', maxlength: 100 })}
${field(words, { name: 'email', label: 'email', type: 'email', value: form.get('email'), autocomplete: 'username', maxlength: 254 })}
${field(words, { name: 'password', label: 'newPassword', type: 'password', autocomplete: 'new-password', maxlength: 256 })}
<p class="trouble" role="alert" hidden></p>
<button>${title}</button></form>`,
  };
};

export const forgotPage = (visit: Visit): Page => {
  const { words, query, form } = visit;
  const title = words.text('forgot');
  return {
    title,
    main: html`${heading(title)}${query.has('sent') && html`<p role="status">${words.text('forgotSent')}</p>`}
${needsScript(visit)}
<form method="post" data-api="/auth/password-reset" data-next="/forgot-password?sent=1">
${field(words, { name: 'email', label: 'email', type: 'email', value: form.get('email'), autocomplete: 'username', maxlength: 254 })}
<p class="trouble" role="alert" hidden></p>
<button>${words.text('sendLink')}</button></form>`,
  };
};

/** In digits; a cookie of any other time would last as long as the browser likes. */
const secondsIn = (text: string | null): number =>
  text !== null && /^\d{1,5}$/.test(text) ? Number(text) : 0;

/** The tokens a script has got become cookies that none can read. */
export const keepSession = (visit: Visit): Redirect => {
  const { form } = visit;
  const cookies = loginCookies({
    accessToken: form.get('accessToken') ?? '',
    refreshToken: form.get('refreshToken') ?? '',
    tokenType: 'Bearer',
    expiresIn: secondsIn(form.get('expiresIn')),
  });
  return { to: nextOf(visit), cookies };
};

export const logOut = async ({ api, log }: Visit): Promise<Redirect> => {
  // Whoever wants to go goes, also when the session is over already.
  await api.POST('/auth/logout').catch((error: unknown) => log.info({ error }, 'logout'));
  return { to: '/', cookies: logoutCookies() };
};
