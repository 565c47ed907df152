"use strict";
// What the page holds, unpacked: columns as typed arrays, texts as plain data.

const TYPES = { u8: Uint8Array, u16: Uint16Array, u32: Uint32Array, f32: Float32Array };

async function inflated(base64) {
  const raw = atob(base64);
  const bytes = new Uint8Array(raw.length);
  for (let place = 0; place < raw.length; place += 1) bytes[place] = raw.charCodeAt(place);
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
  return new Response(stream).arrayBuffer();
}

async function columnOf({ type, data }) {
  return new TYPES[type](await inflated(data));
}

async function plainOf(base64) {
  return JSON.parse(new TextDecoder().decode(await inflated(base64)));
}

// The columns by their names, the names of problems, and the texts by their row.
async function unpacked(told) {
  const columns = {};
  for (const [name, packed] of Object.entries(told.columns)) columns[name] = await columnOf(packed);
  const places = await columnOf(told.texts.places);
  const blocks = await Promise.all(told.texts.blocks.map(plainOf));
  const texts = new Map(blocks.flat().map((text, number) => [places[number], text]));
  return { ...told, columns, labels: await plainOf(told.labels), texts, count: columns.line.length };
}
