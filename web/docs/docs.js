// The reference: search, samples, requests that can be tried. Without it, the page under it stays as it is.

const place = document.createElement('div');
document.body.prepend(place);

/** Nothing is loaded from elsewhere and nothing is told to anyone. */
const configuration = {
  sources: [
    { title: 'HTTP', slug: 'http', url: 'openapi.json', default: true },
    { title: 'Messages', slug: 'messages', url: 'asyncapi.json' },
  ],
  withDefaultFonts: false,
  telemetry: false,
  agent: { disabled: true },
  mcp: { disabled: true },
  hideClientButton: true,
  showDeveloperTools: 'never',
  documentDownloadType: 'direct',
  persistAuth: false,
  defaultOpenAllTags: false,
  defaultHttpClient: { targetKey: 'shell', clientKey: 'curl' },
};

const reference = globalThis.Scalar.createApiReference(place, configuration);
document.body.classList.add('with-reference');

/** These accounts are in the embedded cloud and nowhere else. */
const demo = { email: 'demo@example.com', password: 'demo-password-please-change' };
const isEmbedded = ['localhost', '127.0.0.1', '[::1]'].includes(location.hostname);

const logIn = async () => {
  const response = await fetch('auth/login', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(demo),
  });
  const answer = await response.json();
  if (!response.ok) throw new Error(answer.detail);
  reference.updateConfiguration({
    ...configuration,
    authentication: {
      preferredSecurityScheme: 'accessToken',
      securitySchemes: { accessToken: { token: answer.accessToken } },
    },
  });
};

if (isEmbedded) {
  const button = document.createElement('button');
  button.className = 'demo-login';
  button.type = 'button';
  button.textContent = 'Log in as the demo customer';
  button.addEventListener('click', async () => {
    button.disabled = true;
    try {
      await logIn();
      button.textContent = 'Logged in as the demo customer';
    } catch (error) {
      button.textContent = `Not logged in: ${error.message}`;
      button.disabled = false;
    }
  });
  document.body.prepend(button);
}
