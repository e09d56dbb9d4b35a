import { Dialog, InputDialog, showDialog } from '@jupyterlab/apputils';
import { TranslationBundle } from '@jupyterlab/translation';
import {
  addIcon,
  deleteIcon,
  downloadIcon,
  editIcon,
  ellipsesIcon,
  fileUploadIcon
} from '@jupyterlab/ui-components';
import React, { useRef } from 'react';

import { MenuButton } from '../../components/menubutton';
import { IQuestionFile } from '../types';
import { download, nameOf } from '../views';
import { EditorModel, MAIN } from './model';

interface IFolder {
  readonly name: string;
  readonly label: string;
  /**
   * Who gets to see what is in it.
   */
  readonly hint: string;
}

/**
 * The question's files, by what they are for.
 */
export function FileList(props: {
  model: EditorModel;
  /**
   * Does something that may fail.
   */
  act: (action: () => Promise<void>) => Promise<void>;
}): JSX.Element {
  const { model, act } = props;
  const { trans } = model.services;
  const files = model.details?.files ?? [];
  const front = model.front?.saved.path;
  const broken = new Set(model.problems.map(({ file }) => file));
  const item = (file: IQuestionFile, label: string) => (
    <li key={file.path} data-file={file.path}>
      <button
        type="button"
        className="interview-FileList-name"
        aria-current={file.path === front || undefined}
        title={file.path}
        onClick={() => void act(() => model.show(file.path))}
      >
        {label}
        {broken.has(file.path) && (
          <span className="interview-FileList-broken">
            <span className="interview-mod-heard">
              {trans.__('has problems')}
            </span>
          </span>
        )}
      </button>
      <FileMenu file={file} model={model} act={act} />
    </li>
  );
  return (
    <nav
      className="interview-FileList"
      aria-label={trans.__('Files of the question')}
      onKeyDown={moveBetweenFiles}
    >
      <ul>
        {files
          .filter(({ path }) => path === MAIN)
          .map(file => item(file, trans.__('Text and settings')))}
      </ul>
      {folders(trans).map(folder => (
        <Folder key={folder.name} folder={folder} model={model} act={act}>
          {files
            .filter(({ path }) => path.startsWith(`${folder.name}/`))
            .map(file => item(file, file.path.slice(folder.name.length + 1)))}
        </Folder>
      ))}
    </nav>
  );
}

function folders(trans: TranslationBundle): ReadonlyArray<IFolder> {
  return [
    {
      name: 'starter',
      label: trans.__('Starter files'),
      hint: trans.__('What the candidate begins with')
    },
    {
      name: 'data',
      label: trans.__('Data'),
      hint: trans.__('Lands in data/ beside the starter files')
    },
    {
      name: 'tests',
      label: trans.__('Visible tests'),
      hint: trans.__('The candidate can read and run them')
    },
    {
      name: 'hidden_tests',
      label: trans.__('Hidden tests'),
      hint: trans.__('Never reach the candidate')
    },
    {
      name: 'solution',
      label: trans.__('Solution'),
      hint: trans.__(
        'Replaces or adds to the starter files; never reaches the candidate'
      )
    }
  ];
}

function Folder(props: {
  folder: IFolder;
  model: EditorModel;
  act: (action: () => Promise<void>) => Promise<void>;
  children: React.ReactNode;
}): JSX.Element {
  const { folder, model, act } = props;
  const { trans } = model.services;
  const picker = useRef<HTMLInputElement>(null);
  const add = async () => {
    const answer = await InputDialog.getText({
      title: trans.__('New file in %1', folder.label),
      label: trans.__('Name'),
      placeholder: folder.name.endsWith('tests') ? 'test_main.py' : 'main.py',
      okLabel: trans.__('Add')
    });
    const name = answer.value?.trim();
    if (answer.button.accept && name) {
      await act(() => model.add(`${folder.name}/${name}`));
    }
  };
  const upload = async (chosen: ReadonlyArray<File>) => {
    for (const file of chosen) {
      const bytes = new Uint8Array(await file.arrayBuffer());
      await act(() => model.add(`${folder.name}/${file.name}`, bytes));
    }
  };
  return (
    <section aria-label={folder.label}>
      <header>
        <h3 title={folder.hint}>{folder.label}</h3>
        <input
          ref={picker}
          type="file"
          multiple
          hidden
          aria-label={trans.__('Files to upload to %1', folder.label)}
          onChange={event => {
            const chosen = [...(event.target.files ?? [])];
            event.target.value = '';
            void upload(chosen);
          }}
        />
        <button
          type="button"
          className="interview-Button interview-mod-quiet"
          title={trans.__('Upload')}
          aria-label={trans.__('Upload to %1', folder.label)}
          onClick={() => picker.current?.click()}
        >
          <fileUploadIcon.react tag="span" className="interview-Icon" />
        </button>
        <button
          type="button"
          className="interview-Button interview-mod-quiet"
          title={trans.__('New file')}
          aria-label={trans.__('New file in %1', folder.label)}
          onClick={() => void add()}
        >
          <addIcon.react tag="span" className="interview-Icon" />
        </button>
      </header>
      <ul>{props.children}</ul>
    </section>
  );
}

function FileMenu(props: {
  file: IQuestionFile;
  model: EditorModel;
  act: (action: () => Promise<void>) => Promise<void>;
}): JSX.Element {
  const { file, model, act } = props;
  const { api, trans } = model.services;
  const rename = async () => {
    const answer = await InputDialog.getText({
      title: trans.__('Rename %1', file.path),
      label: trans.__('New name, with its folder'),
      text: file.path,
      selectionRange: file.path.lastIndexOf('/') + 1,
      okLabel: trans.__('Rename')
    });
    const to = answer.value?.trim();
    if (answer.button.accept && to && to !== file.path) {
      await act(() => model.rename(file.path, to));
    }
  };
  const remove = async () => {
    const answer = await showDialog({
      title: trans.__('Delete %1?', file.path),
      body: trans.__(
        'It is gone from what you are writing. What is published keeps it until you publish again.'
      ),
      buttons: [
        Dialog.cancelButton({ label: trans.__('Cancel') }),
        Dialog.warnButton({ label: trans.__('Delete') })
      ],
      defaultButton: 0
    });
    if (answer.button.accept) {
      await act(() => model.remove(file.path));
    }
  };
  const keep = () =>
    act(async () => {
      const { bytes } = await api.file(model.id, file.path);
      download(nameOf(file.path), new Blob([bytes]));
    });
  return (
    <MenuButton
      label={trans.__('More for %1', file.path)}
      className="interview-mod-quiet interview-FileList-more"
      items={[
        {
          id: 'download',
          label: trans.__('Download'),
          icon: downloadIcon,
          execute: () => void keep()
        },
        ...(file.path === MAIN
          ? []
          : [
              {
                id: 'rename',
                label: trans.__('Rename…'),
                icon: editIcon,
                execute: () => void rename()
              },
              {
                id: 'delete',
                label: trans.__('Delete'),
                icon: deleteIcon,
                execute: () => void remove()
              }
            ])
      ]}
    >
      <ellipsesIcon.react
        tag="span"
        className="interview-Icon"
        aria-hidden="true"
      />
    </MenuButton>
  );
}

function moveBetweenFiles(event: React.KeyboardEvent<HTMLElement>): void {
  const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
  const names = [
    ...event.currentTarget.querySelectorAll<HTMLElement>(
      '.interview-FileList-name'
    )
  ];
  const at = names.indexOf(event.target as HTMLElement);
  if (step && at >= 0) {
    event.preventDefault();
    names[at + step]?.focus();
  }
}
