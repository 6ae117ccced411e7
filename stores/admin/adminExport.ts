/** Files for admins. */
export const useAdminExportStore = defineStore('adminExport', () => {
  const api = useApi()

  /** Saves a file when all of it has come. */
  async function save(path: string, name: string) {
    const address = URL.createObjectURL(await api.download(path))
    const link = document.createElement('a')
    link.href = address
    link.download = name
    link.click()
    // The browser takes the file from the address after this.
    setTimeout(() => URL.revokeObjectURL(address), 60_000)
  }

  return { save }
})
