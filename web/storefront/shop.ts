// What a browser with scripts does better: forms that go to the API itself, and an order that is followed live.

const problemText = (problem) =>
  [problem.detail ?? problem.title, ...(problem.errors ?? []).map(({ detail }) => detail)].join(
    ' ',
  );

const submitTo = async (form) => {
  const trouble = form.querySelector('[role=alert]');
  const entries = [...new FormData(form)].filter(([, value]) => value !== '');
  const response = await fetch(form.dataset.api, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(Object.fromEntries(entries)),
  });
  const body = await response.json().catch(() => ({ title: response.statusText }));
  if (response.ok) return body;
  if (body.code === 'otp-required') form.querySelector('[data-otp]').hidden = false;
  trouble.hidden = false;
  trouble.textContent = problemText(body);
  return undefined;
};

/** The tokens go into cookies that scripts cannot read. */
const keepSession = (tokens, next) => {
  const form = document.createElement('form');
  form.method = 'post';
  form.action = '/session';
  for (const [name, value] of Object.entries({ ...tokens, next })) {
    const input = document.createElement('input');
    input.type = 'hidden';
    input.name = name;
    input.value = value;
    form.append(input);
  }
  document.body.append(form);
  form.submit();
};

for (const form of document.querySelectorAll('form[data-api]')) {
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    const button = form.querySelector('button');
    button.disabled = true;
    try {
      const answer = await submitTo(form);
      if (answer && form.dataset.session) keepSession(answer, form.dataset.session);
      else if (answer) location.assign(form.dataset.next);
    } finally {
      button.disabled = false;
    }
  });
}

/** Puts what is so now in the place of what was; whatever forms go with it come with the page. */
const showState = async (id) => {
  const response = await fetch(`/orders/${id}/state?now`);
  const text = response.ok ? await response.text() : '';
  const next = new DOMParser().parseFromString(text, 'text/html').getElementById('state');
  if (!next) return;
  if (next.dataset.pending) document.getElementById('state').replaceWith(next);
  else location.reload();
};

/** Told by the API of each change; false where no stream comes through. */
const listen = async ({ order: id, version }) => {
  const { token } = await (await fetch(`/orders/${id}/live`)).json();
  const headers = { accept: 'text/event-stream', authorization: `Bearer ${token}` };
  const response = await fetch(`/v1/orders/${id}/events`, {
    headers: { ...headers, 'last-event-id': version },
  });
  if (response.headers.get('content-type') !== 'text/event-stream') return false;
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return true;
    if (value.includes('event: status')) await showState(id);
  }
};

const followLive = async () => {
  for (let failures = 0; failures < 3; ) {
    const state = document.getElementById('state');
    if (!state?.dataset.order) return;
    const isLive = await listen(state.dataset).catch(() => false);
    failures = isLive ? 0 : failures + 1;
    await new Promise((resolve) => setTimeout(resolve, 1000));
  }
  await follow();
};

/** The server answers when something has changed; a page whose forms change with it is loaded anew. */
const follow = async () => {
  for (let failures = 0; failures < 5; ) {
    const state = document.getElementById('state');
    if (!state?.dataset.pending) return;
    const response = await fetch(state.dataset.pending).catch(() => undefined);
    if (!response?.ok) {
      failures += 1;
      await new Promise((resolve) => setTimeout(resolve, 1000 * 2 ** failures));
      continue;
    }
    failures = 0;
    const text = await response.text();
    const next = new DOMParser().parseFromString(text, 'text/html').getElementById('state');
    if (!next) return;
    if (!next.dataset.pending) location.reload();
    state.replaceWith(next);
  }
};
void followLive();
