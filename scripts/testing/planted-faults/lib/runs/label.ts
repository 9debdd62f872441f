import { button } from '../../components/ui/button'

export const label = button
