// What a request of a visitor is answered with: a page, the way to log in, or what is wrong.
import { isProblem } from '../../clients/typescript/problem.ts';
import { isAppError } from '../../platform/kernel/errors.ts';
import { html } from './html.ts';
import { heading, troubleOf } from './layout.ts';
import { findRoute, type Match } from './pages.ts';
import type { Trouble } from './shop-api.ts';
import {
  type Incoming,
  isOwnForm,
  type Page,
  type PageAnswer,
  pathOf,
  type Visit,
} from './visit.ts';

export const troublePage = (visit: Visit, problem: Trouble): Page => {
  const title =
    problem.status === 404 ? visit.words.text('notFound') : visit.words.text('troubles');
  const main = html`${heading(title)}${problem.status !== 404 && troubleOf(visit.words, problem)}<p><a href="/">${visit.words.text('home')}</a></p>`;
  return { status: problem.status, title, main };
};

export const notFound: Trouble = { status: 404, code: 'not-found', title: 'There is no such page' };

const foreignForm: Trouble = {
  status: 403,
  code: 'forbidden',
  title: 'This form was not sent by a page of this shop',
};

/** The page that a form stands on: the nearest one at its path or above it. */
const pageOf = ({ segments }: Incoming): (Match & { readonly path: string }) | undefined => {
  for (let count = segments.length; count > 0; count -= 1) {
    const above = segments.slice(0, count);
    const { match } = findRoute('GET', above);
    if (match !== undefined) return { ...match, path: pathOf(above) };
  }
  return undefined;
};

/** Where a visitor can be sent back to. */
export const pagePathOf = (incoming: Incoming): string =>
  incoming.method === 'POST' ? (pageOf(incoming)?.path ?? '/') : incoming.path;

const toLogin = (visit: Visit): PageAnswer => {
  const search = visit.method === 'GET' ? visit.query.toString() : '';
  const back = `${pagePathOf(visit)}${search === '' ? '' : `?${search}`}`;
  return { to: `/login?next=${encodeURIComponent(back)}` };
};

/** What was refused is told above the form that it came by, which keeps what was typed. */
const refused = async (visit: Visit, problem: Trouble): Promise<PageAnswer> => {
  const asked = visit.method === 'POST' ? pageOf(visit) : undefined;
  // What was refused for good was not begun: the next try is another one.
  if (problem.retryable !== true) visit.form.delete('key');
  try {
    const page = await asked?.route.answer({ ...visit, params: asked.params });
    if (page === undefined || !('title' in page)) return troublePage(visit, problem);
    const main = html`${troubleOf(visit.words, problem)}${page.main}`;
    return { ...page, status: problem.status, main };
  } catch {
    return troublePage(visit, problem);
  }
};

const problemIn = (error: unknown): Trouble | undefined => {
  if (isProblem(error)) return error.problem;
  if (!isAppError(error)) return undefined;
  const { status, code, message } = error;
  return { status, code, title: message };
};

export const answerOf = async (visit: Visit, match: Match | undefined): Promise<PageAnswer> => {
  if (match === undefined) return troublePage(visit, notFound);
  if (match.route.method === 'POST' && !isOwnForm(visit)) return troublePage(visit, foreignForm);
  if (match.route.forCustomers === true && !visit.isLoggedIn) {
    return visit.trouble === undefined ? toLogin(visit) : troublePage(visit, visit.trouble);
  }
  try {
    return await match.route.answer(visit);
  } catch (error) {
    const problem = problemIn(error);
    if (problem === undefined) throw error;
    if (problem.status === 401 && visit.isLoggedIn) return toLogin(visit);
    return refused(visit, problem);
  }
};
