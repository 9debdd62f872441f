import { taskList } from '../../components/tasks/task-list'

export default () => taskList
