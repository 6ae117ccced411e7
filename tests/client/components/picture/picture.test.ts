import { flushPromises, mount } from '@vue/test-utils'
import { beforeEach, expect, test, vi } from 'vitest'
import PictureEditor from '~/components/picture/PictureEditor.vue'
import PicturePick from '~/components/picture/PicturePick.vue'
import SettingsPicture from '~/components/settings/SettingsPicture.vue'
import RoomIcon from '~/components/room/RoomIcon.vue'
import UserAvatar from '~/components/user/UserAvatar.vue'
import { ada, roomOf } from '../../support/cast'
import { openClient } from '../../support/client'
import type { FakeServer } from '../../support/transport'

const avatarUrl = '/api/pictures/0123456789abcdef0123456789abcdef-128.webp'
let server: FakeServer

beforeEach(() => {
  server = openClient().server
})

test('a person with a picture shows it over their initials, in the size that is needed', async () => {
  const avatar = mount(UserAvatar, { props: { user: ada } })
  expect(avatar.text()).toBe('A')
  expect(avatar.find('img').exists()).toBe(false)
  await avatar.setProps({ user: { ...ada, avatarUrl } })
  const image = avatar.get('img')
  expect(image.attributes()).toMatchObject({ src: avatarUrl, alt: '', loading: 'lazy', sizes: '36px' })
  expect(image.attributes('srcset')).toContain(`${avatarUrl.replace('-128', '-64')} 64w`)
  expect(avatar.text()).toBe('A')
  await avatar.setProps({ user: { ...ada, avatarUrl, deleted: true } })
  expect(avatar.find('img').exists()).toBe(false)
})

test('a group with a picture shows it in place of its sign', () => {
  expect(mount(RoomIcon, { props: { room: roomOf() } }).find('img').exists()).toBe(false)
  expect(mount(RoomIcon, { props: { room: roomOf({ avatarUrl }) } }).get('img').attributes('src')).toBe(avatarUrl)
})

test('the own picture is removed with one press, and the initials are back', async () => {
  server.on('DELETE /api/account/picture', () => ({ user: ada }))
  useSessionStore().become({ ...ada, avatarUrl })
  const field = mount(SettingsPicture)
  expect(field.get('img').attributes('src')).toBe(avatarUrl)
  await field.findAll('button').find(button => button.text() === 'Remove picture')!.trigger('click')
  await flushPromises()
  expect(field.find('img').exists()).toBe(false)
  expect(field.get('[role=status]').text()).toBe('The picture was removed.')
  expect(field.text()).toContain('Upload a picture')
})

test('a picture is picked, dropped or pasted', async () => {
  const onPick = vi.fn()
  const picker = mount(PicturePick, { attachTo: document.body, props: { onPick } })
  const file = new File(['x'], 'x.png', { type: 'image/png' })
  await picker.trigger('drop', { dataTransfer: { files: [file] } })
  document.dispatchEvent(Object.assign(new Event('paste'), { clipboardData: { files: [file] } }))
  expect(onPick.mock.calls).toEqual([[file], [file]])
  picker.unmount()
  document.dispatchEvent(Object.assign(new Event('paste'), { clipboardData: { files: [file] } }))
  expect(onPick).toHaveBeenCalledTimes(2)
})

test('a picture that gives way to another is let go', async () => {
  vi.stubGlobal('Image', class extends globalThis.Image {
    override decode = () => Promise.resolve()
    override naturalWidth = 600
    override naturalHeight = 400
  })
  const revoke = vi.spyOn(URL, 'revokeObjectURL')
  const editor = mount(PictureEditor, { props: { title: 'Your picture', round: true, send: vi.fn() } })
  editor.getComponent(PicturePick).vm.$emit('pick', new File(['x'], 'x.png', { type: 'image/png' }))
  await flushPromises()
  await editor.findAll('button').find(button => button.text() === 'Choose another')!.trigger('click')
  expect(revoke).toHaveBeenCalledOnce()
  editor.unmount()
  expect(revoke).toHaveBeenCalledOnce()
  vi.unstubAllGlobals()
})

test('what is no picture is refused before anything is sent', async () => {
  const send = vi.fn()
  const editor = mount(PictureEditor, { props: { title: 'Your picture', round: true, send } })
  editor.getComponent(PicturePick).vm.$emit('pick', new File(['<svg/>'], 'x.svg', { type: 'image/svg+xml' }))
  await flushPromises()
  expect(editor.get('[role=alert]').text()).toContain('not a picture')
  await editor.get('form').trigger('submit')
  expect(send).not.toHaveBeenCalled()
})
