// What is left of an event when the person it names is to be forgotten: the same event, with nowhere to send anything.

interface Named {
  readonly data: { readonly order?: { readonly shippingAddress?: { readonly country: string } } };
}

/** Tax needs the country; the rest of the address goes. */
export const withoutAddress = (body: string): string => {
  const event = JSON.parse(body) as Named;
  const { order } = event.data;
  if (order?.shippingAddress === undefined) return body;
  const { country } = order.shippingAddress;
  const shippingAddress = {
    name: 'erased',
    line1: 'erased',
    city: 'erased',
    postalCode: 'erased',
    country,
  };
  return JSON.stringify({
    ...event,
    data: { ...event.data, order: { ...order, shippingAddress } },
  });
};
