// What a request of a visitor is answered with: a page, the way to log in, or what is wrong.
import { isProblem } from '../../clients/typescript/problem.ts';
import { isAppError } from '../../platform/kernel/errors.ts';
import { html } from './html.ts';
import { heading, type Trouble, troubleOf } from './layout.ts';
import type { Match } from './pages.ts';
import { type Incoming, isOwnForm, type Page, type PageAnswer, type Visit } from './visit.ts';

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

const toLogin = ({ path, query, method }: Incoming): PageAnswer => {
  const search = query.toString();
  const back = method === 'GET' ? `${path}${search === '' ? '' : `?${search}`}` : '/';
  return { to: `/login?next=${encodeURIComponent(back)}` };
};

export const answerOf = async (visit: Visit, match: Match | undefined): Promise<PageAnswer> => {
  if (match === undefined) return troublePage(visit, notFound);
  if (match.route.method === 'POST' && !isOwnForm(visit)) return troublePage(visit, foreignForm);
  if (match.route.forCustomers === true && !visit.isLoggedIn) return toLogin(visit);
  try {
    return await match.route.answer(visit);
  } catch (error) {
    if (isAppError(error, 'not-found')) return troublePage(visit, notFound);
    if (!isProblem(error)) throw error;
    if (error.status === 401 && visit.isLoggedIn) return toLogin(visit);
    return troublePage(visit, error.problem);
  }
};
