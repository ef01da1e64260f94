import type { Case } from '../case.ts';
import { clientCases } from './clients.ts';
import { deleteCases, validityCases } from './deletes.ts';
import { metadataCases, tagCases } from './metadata.ts';
import { readCases } from './reads.ts';
import { registerCases } from './registers.ts';
import { registryCases } from './registries.ts';
import { changeCases } from './change-schema.ts';
import { createSchemaCases } from './create-schema.ts';
import { lookCases } from './look-schema.ts';
import { modeCases } from './modes.ts';
import { transportCases } from './transport.ts';

/** The cases of the specification by subject; case 147 is about record bytes and has a test of its own. */
export const cases: Readonly<Record<string, readonly Case[]>> = {
  Transport: transportCases,
  Registries: registryCases,
  Schemas: [...createSchemaCases, ...lookCases, ...changeCases],
  'Register, read': [...registerCases, ...modeCases, ...readCases],
  'Delete versions, diff, validity': [...deleteCases, ...validityCases],
  'Metadata, tags': [...metadataCases, ...tagCases],
  'Clients end to end': clientCases,
};
