/** The charts grow for a moment: until two looks at them are alike. */
export async function drawn(page) {
  await page.locator('.unovis-xy-container path').first().waitFor()
  await page.waitForFunction(() => {
    const before = window.drawing
    window.drawing = document.querySelector('.unovis-xy-container').outerHTML
    return before === window.drawing
  }, undefined, { polling: 500 })
}
