// What a browser with scripts does better: forms that go to the API itself, and an order that is followed live.
import { createClient } from '../../clients/typescript/client.ts';
import { isProblem, type Problem } from '../../clients/typescript/problem.ts';

const baseUrl = `${location.origin}/v1`;
/** As nobody: what these forms ask for is how one becomes somebody. */
const { api } = createClient({ baseUrl });

const textOf = ({ detail, errors = [] }: Problem): string =>
  [detail, ...errors.map((fault) => fault.detail)].join(' ');

const tell = (form: HTMLFormElement, error: unknown): void => {
  if (isProblem(error, 'otp-required')) form.querySelector('[data-otp]')?.removeAttribute('hidden');
  const trouble = form.querySelector('[role=alert]');
  if (trouble === null) return;
  trouble.removeAttribute('hidden');
  trouble.textContent = isProblem(error) ? textOf(error.problem) : String(error);
};

/** What the API answers; the page has named the operation. Throws what it refuses. */
const submit = async (form: HTMLFormElement): Promise<object> => {
  const entries = [...new FormData(form)].filter(([, value]) => value !== '');
  const { data } = await api.POST(form.dataset.api as '/auth/login', {
    body: Object.fromEntries(entries) as { email: string; password: string },
  });
  return data ?? {};
};

/** The tokens go into cookies that scripts cannot read. */
const keepSession = (tokens: object, next: string): void => {
  const form = document.createElement('form');
  form.method = 'post';
  form.action = '/session';
  for (const [name, value] of Object.entries({ ...tokens, next })) {
    const input = document.createElement('input');
    input.type = 'hidden';
    input.name = name;
    input.value = String(value);
    form.append(input);
  }
  document.body.append(form);
  form.submit();
};

const sendToApi = async (form: HTMLFormElement): Promise<void> => {
  const { session, next = '/' } = form.dataset;
  const button = form.querySelector('button');
  button?.toggleAttribute('disabled', true);
  try {
    const answer = await submit(form);
    if (session === undefined) location.assign(next);
    else keepSession(answer, session);
  } catch (error) {
    tell(form, error);
  } finally {
    button?.toggleAttribute('disabled', false);
  }
};

for (const form of document.querySelectorAll<HTMLFormElement>('form[data-api]')) {
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    void sendToApi(form);
  });
}

const { format } = new Intl.DateTimeFormat(document.documentElement.lang, {
  dateStyle: 'medium',
  timeStyle: 'short',
});

/** The server does not know where the visitor is, and writes times in UTC. */
const showTimesHere = (part: ParentNode): void => {
  for (const time of part.querySelectorAll('time')) {
    time.textContent = format(new Date(time.dateTime));
  }
};

showTimesHere(document);

/** Puts what is so now in the place of what was; a page whose forms change with it is loaded anew. */
const showState = async (id: string): Promise<void> => {
  const response = await fetch(`/orders/${id}/state`);
  // Asked again, or the page would show for good what was so before.
  if (!response.ok) throw new Error(`the state answers ${response.status}`);
  const text = await response.text();
  const next = new DOMParser().parseFromString(text, 'text/html').getElementById('state');
  if (next === null) return;
  showTimesHere(next);
  if ('pending' in next.dataset) document.getElementById('state')?.replaceWith(next);
  else location.reload();
};

/** With the token of these minutes: docs/decisions/0221. */
const asVisitor = async (id: string, request: Request): Promise<Response> => {
  const answer = await fetch(`/orders/${id}/live`);
  if (!answer.ok) return new Response(null, { status: answer.status });
  // Whose session has ended is sent to log in.
  const isToken = answer.headers.get('content-type') === 'application/json';
  if (!isToken) return new Response(null, { status: 401 });
  const { token } = await answer.json();
  request.headers.set('authorization', `Bearer ${token}`);
  return fetch(request);
};

const shownVersion = (): number => Number(document.getElementById('state')?.dataset.version);

const follow = async (id: string): Promise<void> => {
  const client = createClient({ baseUrl, fetch: (request) => asVisitor(id, request) });
  for await (const { version } of client.followOrder(id)) {
    if (version !== shownVersion()) await showState(id);
  }
};

/** Through failures that may pass. */
const keepFollowing = async (id: string): Promise<void> => {
  for (let failures = 0; failures < 5; failures += 1) {
    try {
      await follow(id);
      return;
    } catch (error) {
      if (isProblem(error) && !error.retryable) return;
      await new Promise((resolve) => setTimeout(resolve, 1000 * 2 ** failures));
    }
  }
};

const { order } = document.getElementById('state')?.dataset ?? {};
if (order !== undefined) void keepFollowing(order);
