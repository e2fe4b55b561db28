// The catalogue of the embedded default: 24 products in 5 categories. Amounts are in minor units.

import type { NewProduct } from '../../../events/http/products/products.ts';

type Variant = NewProduct['variants'][number];

export const categories: readonly { id: string; name: string; parent: string | null }[] = [
  { id: 'kitchen', name: 'Kitchen', parent: null },
  { id: 'drinkware', name: 'Drinkware', parent: 'kitchen' },
  { id: 'clothing', name: 'Clothing', parent: null },
  { id: 'stationery', name: 'Stationery', parent: null },
  { id: 'outdoor', name: 'Outdoor', parent: null },
];

/** One variant of each option value, with SKUs `<sku>-<VALUE>`. */
function variants(
  sku: string,
  option: string,
  values: Readonly<Record<string, [amount: number, stock: number]>>,
): Variant[] {
  return Object.entries(values).map(([value, [amount, stock]]) => ({
    sku: `${sku}-${value.toUpperCase().replaceAll(/[^A-Z0-9]+/g, '-')}`,
    name: value,
    options: { [option]: value.toLowerCase() },
    price: { amount, currency: 'EUR' },
    stock,
  }));
}

/** `price` in euro cents where it names no currency. */
function single(sku: string, name: string, price: number | Variant['price'], stock: number) {
  const money = typeof price === 'number' ? { amount: price, currency: 'EUR' } : price;
  return [{ sku, name, options: {}, price: money, stock }];
}

const productIn =
  (category: string) =>
  (
    name: string,
    description: string,
    attributes: Record<string, string>,
    sold: Variant[],
  ): NewProduct => {
    const file = name.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-');
    return {
      name,
      description,
      category,
      images: [`/images/products/${file}.svg`, `/images/products/${file}-detail.svg`],
      attributes,
      variants: sold,
    };
  };

export const products: readonly NewProduct[] = [
  productIn('drinkware')(
    'Stoneware mug',
    'A heavy mug with a wide handle, glazed by hand. Holds 350 ml and keeps tea warm for a while.',
    { material: 'stoneware', volume: '350 ml', dishwasher: 'yes' },
    variants('MUG', 'colour', { Blue: [1450, 1_000_000], Green: [1450, 400], White: [1350, 250] }),
  ),
  productIn('drinkware')(
    'Espresso cups, set of two',
    'Two small double-walled cups. The coffee stays hot and the fingers do not burn.',
    { material: 'borosilicate glass', volume: '80 ml', pieces: '2' },
    variants('ESPRESSO', 'finish', { Clear: [1890, 120], Smoke: [1990, 80] }),
  ),
  productIn('drinkware')(
    'Glass carafe',
    'A carafe with a cork stopper that doubles as a glass for the bedside.',
    { material: 'glass', volume: '1 l' },
    single('CARAFE-1L', 'Carafe, 1 l', 2490, 60),
  ),
  productIn('drinkware')(
    'Insulated bottle',
    'Steel bottle with a double wall: twelve hours hot, a whole day cold.',
    { material: 'stainless steel', lid: 'screw cap' },
    variants('BOTTLE', 'size', { '500 ml': [2700, 300], '750 ml': [3200, 180] }),
  ),
  productIn('drinkware')(
    'Tea bowl from Mino',
    'A bowl thrown in the Mino province and fired in a wood kiln; no two are alike.',
    { material: 'ceramic', origin: 'Japan' },
    single('BOWL-MINO', 'Tea bowl', { amount: 4800, currency: 'JPY' }, 35),
  ),
  productIn('kitchen')(
    'Cast-iron pan',
    'Seasoned and ready for the stove, the oven or the fire. It only gets better with use.',
    { material: 'cast iron', stove: 'all' },
    variants('PAN', 'diameter', { '20 cm': [3900, 90], '24 cm': [4900, 110], '28 cm': [5900, 70] }),
  ),
  productIn('kitchen')(
    "Chef's knife",
    'A blade of 20 cm that holds its edge, with a handle of walnut.',
    { steel: 'X50CrMoV15', blade: '20 cm' },
    single('KNIFE-CHEF', "Chef's knife", 7900, 45),
  ),
  productIn('kitchen')(
    'Cutting board',
    'End-grain oak, oiled by hand, with a groove for the juice.',
    { material: 'oak' },
    variants('BOARD', 'size', { Small: [2900, 75], Large: [4500, 40] }),
  ),
  productIn('kitchen')(
    'Pepper mill',
    'A ceramic grinder in beech that sets from coarse to fine.',
    { material: 'beech', height: '18 cm' },
    variants('MILL', 'colour', { Natural: [2350, 140], Black: [2550, 95] }),
  ),
  productIn('kitchen')(
    'Mixing bowls, set of three',
    'Three bowls that fit into each other, with a ring below that keeps them where they are.',
    { material: 'stainless steel', pieces: '3' },
    single('BOWLS-3', 'Set of three', 3490, 85),
  ),
  productIn('kitchen')(
    'Brass coffee pot',
    'A dallah of hammered brass, lined with tin, for coffee with cardamom.',
    { material: 'brass', origin: 'Kuwait' },
    single('DALLAH-BRASS', 'Dallah', { amount: 24_750, currency: 'KWD' }, 12),
  ),
  productIn('clothing')(
    'Merino jumper',
    'Fine wool from one farm, knitted in one piece and warm without weight.',
    { material: 'merino wool', care: 'hand wash' },
    variants('JUMPER', 'size', { S: [8900, 30], M: [8900, 45], L: [8900, 40], XL: [9400, 20] }),
  ),
  productIn('clothing')(
    'Linen shirt',
    'A loose shirt of washed linen for the hot months.',
    { material: 'linen', care: '40 °C' },
    variants('SHIRT', 'size', { S: [5900, 50], M: [5900, 60], L: [5900, 55] }),
  ),
  productIn('clothing')(
    'Wool socks',
    'Thick socks with a cushioned sole.',
    { material: 'wool blend', pieces: '2' },
    variants('SOCKS', 'size', { '36–38': [1690, 200], '39–42': [1690, 260], '43–46': [1690, 180] }),
  ),
  productIn('clothing')(
    'Rain jacket',
    'Taped seams, a hood that stays up and pockets where hands look for them.',
    { material: 'recycled polyamide', 'water column': '20,000 mm' },
    variants('JACKET', 'size', { S: [15_900, 15], M: [15_900, 25], L: [15_900, 22] }),
  ),
  productIn('clothing')(
    'Sample coat',
    'The last of a small series, sold as it is.',
    { material: 'wool', condition: 'sample' },
    single('LAST-ONE', 'Sample coat', 9900, 1),
  ),
  productIn('stationery')(
    'Notebook',
    'Thread-bound so that it lies flat, 192 pages that take ink well.',
    { paper: '90 g/m²', pages: '192' },
    variants('NOTEBOOK', 'ruling', { Plain: [1290, 500], Lined: [1290, 520], Dotted: [1290, 480] }),
  ),
  productIn('stationery')(
    'Fountain pen',
    'A light pen with a steel nib that starts at once.',
    { nib: 'steel', filling: 'cartridge or converter' },
    variants('PEN', 'nib', { Fine: [2950, 130], Medium: [2950, 150] }),
  ),
  productIn('stationery')(
    'Bottled ink',
    'Ink that flows well and dries fast, 50 ml.',
    { volume: '50 ml' },
    variants('INK', 'colour', { Black: [990, 220], Blue: [990, 240], Green: [1090, 110] }),
  ),
  productIn('stationery')(
    'Desk lamp',
    'A jointed lamp with a warm light that dims without steps.',
    { light: '2700 K', power: '8 W' },
    variants('LAMP', 'colour', { Black: [6900, 35], Red: [7200, 20] }),
  ),
  productIn('outdoor')(
    'Camping stove',
    'Folds to the size of a fist and boils half a litre in three minutes.',
    { fuel: 'gas', weight: '95 g' },
    single('STOVE-GAS', 'Stove', 4200, 65),
  ),
  productIn('outdoor')(
    'Hammock',
    'Wide enough to lie across, with straps that leave the bark alone.',
    { material: 'parachute silk', load: '200 kg' },
    variants('HAMMOCK', 'colour', { Sand: [4900, 50], Forest: [4900, 45] }),
  ),
  productIn('outdoor')(
    'Head torch',
    'Bright enough for the path, dim enough for the map, charged by USB-C.',
    { light: '400 lm', battery: '1,200 mAh' },
    single('TORCH-HEAD', 'Head torch', 3950, 150),
  ),
  productIn('outdoor')(
    'Picnic blanket',
    'Wool above, waterproof below, rolled up with a leather strap.',
    { material: 'wool', size: '150 × 180 cm' },
    variants('BLANKET', 'pattern', { Checked: [5600, 55], Plain: [5200, 40] }),
  ),
];
