// Every page of the shop: which path it has, and who may see it.
import { accountPage, changeMails, changeName, endSession } from './pages/account.ts';
import * as addresses from './pages/addresses.ts';
import { asset, productPicture } from './pages/assets.ts';
import { addToCart, cartPage, changeCart } from './pages/cart.ts';
import { cataloguePage } from './pages/catalogue.ts';
import { checkoutPage, placeOrder } from './pages/checkout.ts';
import * as mails from './pages/mail-links.ts';
import * as mfa from './pages/mfa.ts';
import * as orders from './pages/orders.ts';
import { productPage } from './pages/product.ts';
import * as signIn from './pages/sign-in.ts';
import * as staff from './pages/staff-session.ts';
import type { PageAnswer, Visit } from './visit.ts';

export interface Route {
  readonly method: 'GET' | 'POST';
  /** Segments; `{id}` takes any one. */
  readonly path: string;
  readonly answer: (visit: Visit) => PageAnswer | Promise<PageAnswer>;
  /** Others are asked to log in first. */
  readonly forCustomers?: true;
  /** The same for everybody, and kept by whoever stands between. */
  readonly isFile?: true;
}

const get = (path: string, answer: Route['answer']): Route => ({ method: 'GET', path, answer });
const post = (path: string, answer: Route['answer']): Route => ({ method: 'POST', path, answer });
const file = (path: string, answer: Route['answer']): Route => ({
  ...get(path, answer),
  isFile: true,
});
const own = (route: Route): Route => ({ ...route, forCustomers: true });

export const routes: readonly Route[] = [
  get('/', cataloguePage),
  get('/products/{id}', productPage),
  get('/cart', cartPage),
  post('/cart', addToCart),
  post('/cart/lines', changeCart),
  own(get('/checkout', checkoutPage)),
  own(post('/checkout', placeOrder)),
  own(get('/orders', orders.ordersPage)),
  own(get('/orders/{id}', orders.orderPage)),
  own(get('/orders/{id}/state', orders.orderState)),
  own(get('/orders/{id}/live', orders.orderLive)),
  own(post('/orders/{id}/cancellation', orders.cancelOrder)),
  own(post('/orders/{id}/returns', orders.returnOrder)),
  own(get('/account', accountPage)),
  own(post('/account/name', changeName)),
  own(post('/account/mails', changeMails)),
  own(post('/account/sessions/{id}/end', endSession)),
  own(get('/account/addresses', addresses.addressesPage)),
  own(post('/account/addresses', addresses.addAddress)),
  own(get('/account/addresses/{id}', addresses.addressPage)),
  own(post('/account/addresses/{id}', addresses.changeAddress)),
  own(post('/account/addresses/{id}/default', addresses.makeDefault)),
  own(post('/account/addresses/{id}/removal', addresses.removeAddress)),
  own(post('/account/mfa', mfa.beginMfa)),
  own(post('/account/mfa/confirmation', mfa.confirmMfa)),
  own(post('/account/mfa/end', mfa.endMfa)),
  get('/login', signIn.loginPage),
  post('/login', signIn.loginPage),
  get('/register', signIn.registerPage),
  post('/register', signIn.registerPage),
  get('/forgot-password', signIn.forgotPage),
  post('/forgot-password', signIn.forgotPage),
  post('/session', signIn.keepSession),
  post('/logout', signIn.logOut),
  get('/verify-email', mails.verifyEmailPage),
  post('/verify-email', mails.verifyEmail),
  get('/reset-password', mails.resetPasswordPage),
  post('/reset-password', mails.resetPassword),
  post('/staff/session/begin', staff.beginStaffSession),
  post('/staff/session/token', staff.staffToken),
  post('/staff/session/end', staff.endStaffSession),
  // Where people look for the reference of the API.
  get('/docs', () => ({ to: '/v1/docs' })),
  file('/assets/{name}', asset),
  file('/images/products/{name}', productPicture),
];

export interface Match {
  readonly route: Route;
  readonly params: Readonly<Record<string, string>>;
}

const paramsOf = (path: string, segments: readonly string[]): Match['params'] | undefined => {
  const parts = path.split('/').filter(Boolean);
  if (parts.length !== segments.length) return undefined;
  const params: Record<string, string> = {};
  for (const [index, part] of parts.entries()) {
    const given = segments[index] ?? '';
    if (part.startsWith('{')) params[part.slice(1, -1)] = given;
    else if (part !== given) return undefined;
  }
  return params;
};

/** Methods of the path, and the route of this one where there is one. */
export const findRoute = (
  method: string,
  segments: readonly string[],
): { readonly match?: Match; readonly methods: readonly string[] } => {
  const matches = routes.flatMap((route) => {
    const params = paramsOf(route.path, segments);
    return params === undefined ? [] : [{ route, params }];
  });
  const asked = method === 'HEAD' ? 'GET' : method;
  const match = matches.find(({ route }) => route.method === asked);
  return { ...(match && { match }), methods: matches.map(({ route }) => route.method) };
};
