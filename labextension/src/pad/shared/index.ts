import {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';

import { IPadEvents } from '../../tokens';
import { IPadDocument, IPeople } from '../tokens';
import { PadDocument } from './paddocument';
import { People } from './people';

export const padDocument: JupyterFrontEndPlugin<IPadDocument> = {
  id: 'interview-labextension:pad-document',
  description: 'Provides the shared document about the pad.',
  autoStart: true,
  provides: IPadDocument,
  requires: [IPadEvents],
  activate: (app: JupyterFrontEnd, events: IPadEvents) => {
    const document = new PadDocument(app.serviceManager.serverSettings);
    events.closing.connect(() => document.disconnect());
    return document;
  }
};

export const people: JupyterFrontEndPlugin<IPeople> = {
  id: 'interview-labextension:people',
  description: 'Provides who is in the pad.',
  autoStart: true,
  provides: IPeople,
  requires: [IPadDocument, IPadEvents],
  activate: (
    _app: JupyterFrontEnd,
    document: IPadDocument,
    events: IPadEvents
  ) => {
    const people = new People(
      document.doc.getMap('people'),
      () => events.pad?.me.id ?? null
    );
    events.padChanged.connect(() => people.refresh());
    return people;
  }
};
